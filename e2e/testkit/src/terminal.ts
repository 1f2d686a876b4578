import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { Terminal as Screen } from '@xterm/headless';
import { contains, Expectation } from './expectation';
import { killOwnedProcesses } from './owned-processes';
import { patience } from './patience';
import { markedEnvironment, type CommandLine } from './running-command';

export interface TerminalSize {
  readonly cols: number;
  readonly rows: number;
}

/**
 * A command in a real terminal: a pty made by util-linux `script`, its bytes drawn by xterm.
 * It is Linux's `script`; the one of macOS takes other arguments.
 */
export class Terminal {
  /** The command's exit code (128 + signal number, as shells have it), once all is drawn. */
  readonly exit: Promise<number>;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #display: Screen;
  readonly #chunks: Buffer[] = [];
  readonly #expectation = new Expectation(() => this.screen().join('\n'));

  constructor(command: CommandLine, size: TerminalSize) {
    this.#display = new Screen({ ...size, allowProposedApi: true, scrollback: 10_000 });
    const line = [command.file, ...command.args].map(quoted).join(' ');
    const sized = `stty cols ${size.cols} rows ${size.rows}; exec ${line}`;
    this.#child = spawn('script', ['-qfec', sized, '/dev/null'], {
      cwd: command.cwd,
      env: { ...markedEnvironment(command), SHELL: '/bin/sh' },
      stdio: 'pipe',
    });
    // Programs ask their terminal questions (cursor position, colours); it answers as a real one.
    this.#display.onData((answer) => {
      this.write(answer);
    });
    this.#child.stdout.on('data', (bytes: Buffer) => {
      this.#chunks.push(bytes);
      this.#display.write(bytes, () => {
        this.#expectation.changed();
      });
    });
    this.exit = this.#ended(command);
    this.exit.catch((error: unknown) => {
      this.#expectation.end(String(error));
    });
  }

  /** Types into the terminal: `'q'`, or `'\x03'` for Ctrl-C. */
  write(keys: string): void {
    if (this.#child.stdin.writable) {
      this.#child.stdin.write(keys);
    }
  }

  /** Every byte the terminal received. */
  get raw(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }

  /** What one sees when scrolling up: all rows, without trailing blanks and blank rows at the end. */
  screen(): string[] {
    const buffer = this.#display.buffer.active;
    const rows = Array.from(
      { length: buffer.length },
      (_, row) => buffer.getLine(row)?.translateToString(true) ?? '',
    );
    return rows.slice(0, rows.findLastIndex((row) => row !== '') + 1);
  }

  /** The rows as text, in which a line that went over the right edge is one line. */
  text(): string {
    const buffer = this.#display.buffer.active;
    const lines: string[] = [];
    for (let row = 0; row < buffer.length; row += 1) {
      const line = buffer.getLine(row);
      const shown = line?.translateToString() ?? '';
      if (line?.isWrapped === true) {
        lines.push((lines.pop() ?? '') + shown);
      } else {
        lines.push(shown);
      }
    }
    return lines.map((line) => line.trimEnd()).join('\n');
  }

  /** Resolves once the screen shows it (in one row, or in rows joined by newlines). */
  async waitFor(pattern: string | RegExp, timeoutMs = patience(30_000)): Promise<void> {
    await this.#expectation.until(
      String(pattern),
      () => contains(this.screen().join('\n'), pattern),
      timeoutMs,
    );
  }

  /** Whether every cell of the text, where it stands last on the screen, is dim. */
  isDim(text: string): boolean {
    const buffer = this.#display.buffer.active;
    for (let row = buffer.length - 1; row >= 0; row -= 1) {
      const line = buffer.getLine(row);
      const column = line?.translateToString(true).lastIndexOf(text) ?? -1;
      if (line !== undefined && column >= 0) {
        const cells = Array.from({ length: text.length }, (_, index) =>
          line.getCell(column + index),
        );
        return cells.every((cell) => cell?.isDim());
      }
    }
    throw new Error(`Not on the screen: ${text}\n${this.screen().join('\n')}`);
  }

  #ended({ owner, timeoutMs }: CommandLine): Promise<number> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const shown = this.screen().join('\n');
        killOwnedProcesses(owner);
        reject(new Error(`The terminal did not end within ${timeoutMs} ms. It shows:\n${shown}`));
      }, timeoutMs);
      this.#child.once('error', reject);
      this.#child.once('close', (code) => {
        clearTimeout(timer);
        // An empty write comes back when everything written before it is drawn.
        this.#display.write('', () => {
          this.#expectation.end(`ended with code ${code}`);
          resolve(code ?? -1);
        });
      });
    });
  }
}

function quoted(argument: string): string {
  return `'${argument.replaceAll("'", String.raw`'\''`)}'`;
}
