import { oomMessagesIn } from './oom-messages';

describe('a message of a program that starts others', () => {
  it.each([
    'Killed',
    'bash: line 1: 13939 Killed                  node grow.js 400',
    './build.sh: line 3:   812 Killed                  node build.js',
    'make: *** [Makefile:2: all] Killed',
    'make[1]: *** [sub.mk:8: dist] Killed',
    'npm error signal SIGKILL',
    'npm ERR! Lifecycle script `build` failed with error: code 137',
    'A jest worker process (pid=812) was terminated by another process: signal=SIGKILL, exitCode=null.',
    "Process 'Gradle Test Executor 1' finished with non-zero exit value 137",
    'Error: Command failed with exit code 137',
  ])('is about a kill: %s', (line) => {
    expect(oomMessagesIn(`some output\n${line}\nmore\n`).kill).toBe(line);
  });

  it.each([
    'Killed the build in 3 s',
    '137 tests passed',
    'The code 137 lines long',
    'unKilled',
    '> node tools/send-signal.js SIGKILL',
  ])('is not: %s', (line) => {
    expect(oomMessagesIn(`some output\n${line}\nmore\n`).kill).toBeUndefined();
  });
});

describe('an output', () => {
  const fatal = 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory';

  it('is read without its colours, and with the newlines of a terminal', () => {
    expect(oomMessagesIn(`\u001b[31mKilled\u001b[39m\r\n`).kill).toBe('Killed');
  });

  it('has any message of V8 about its full heap', () => {
    for (const text of [
      fatal,
      'FATAL ERROR: Ineffective mark-compacts near heap limit Allocation failed - JavaScript heap out of memory',
      'FATAL ERROR: invalid array length Allocation failed - JavaScript heap out of memory',
    ]) {
      expect(oomMessagesIn(`\n${text}\n`).heap?.text).toBe(text);
    }
  });

  it('has the last message, with the collections before it', () => {
    const collections = (pid: number, after: string) =>
      `<--- Last few GCs --->\n\n[${pid}:0x20146ca0]      101 ms: Mark-Compact 41.0 (60.0) -> 35.3 (70.7) MB, 13.49 / 0.00 ms\n` +
      `[${pid}:0x20146ca0]      123 ms: Mark-Compact (reduce) 51.0 (70.7) -> ${after} (78.7) MB, 14.74 / 0.00 ms\n\n${fatal}\n`;
    expect(oomMessagesIn(collections(7, '42.5') + collections(8, '64.0')).heap).toEqual({
      text: fatal,
      pid: 8,
      heapBytes: 64 * 1024 ** 2,
    });
  });

  it('is not read into lines that no person wrote', () => {
    const minified = 'process.worker(signal);FATAL ERROR: '.repeat(4000);
    expect(oomMessagesIn(`${minified}Killed\n${minified}`)).toEqual({
      heap: undefined,
      worker: undefined,
      kill: undefined,
    });
  });

  it('is only read near its end', () => {
    expect(oomMessagesIn(`Killed\n${'x'.repeat(200_000)}`).kill).toBeUndefined();
  });
});
