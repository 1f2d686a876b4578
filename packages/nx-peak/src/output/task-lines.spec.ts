import { reportsTask, withListedPeaks } from './task-lines';

describe('the line that reports a finished task in a dynamic style', () => {
  it.each([
    '   ✔  nx run app:build (1s)',
    '   ✔  nx run app:build',
    '   \u001B[32m✔\u001B[39m  \u001B[2mnx run\u001B[22m app:build\u001B[2m (1s)\u001B[22m',
    '   \u001B[31m✖\u001B[39m  \u001B[2mnx run\u001B[22m \u001B[31mapp:build\u001B[39m',
  ])('is recognised: %j', (line) => {
    expect(reportsTask(line, 'app:build')).toBe(true);
  });

  it.each(['   ✔  nx run app:build:prod (1s)', '   ✔  nx run my-app:build', '', 'app:build'])(
    'is not taken for the line of another task: %j',
    (line) => {
      expect(reportsTask(line, 'app:build')).toBe(false);
    },
  );
});

describe('the lists at the end of a run', () => {
  const known = new Map([
    ['app:fail', ' (peak: 512MB)'],
    ['app:fail:prod', ' (peak: 1MB)'],
  ]);
  const suffixOf = (id: string) => known.get(id);

  it.each([
    ['- app:fail', '- app:fail (peak: 512MB)'],
    ['- app:fail:prod', '- app:fail:prod (peak: 1MB)'],
    ['\u001B[2m-\u001B[22m app:fail', '\u001B[2m-\u001B[22m app:fail (peak: 512MB)'],
    ['      - nx run app:fail', '      - nx run app:fail (peak: 512MB)'],
    ['✖ nx run app:fail', '✖ nx run app:fail (peak: 512MB)'],
    ['   ✖  nx run app:fail', '   ✖  nx run app:fail (peak: 512MB)'],
    ['   ◼  nx run app:fail', '   ◼  nx run app:fail (peak: 512MB)'],
    ['  - nx run app:fail\n  - nx run b:x', '  - nx run app:fail (peak: 512MB)\n  - nx run b:x'],
  ])('name the peak of a known task: %j', (line, expected) => {
    expect(withListedPeaks(line, suffixOf)).toBe(expected);
  });

  it.each([
    ...['- other:fail', '- app:fail 2', 'app:fail', 'run app:fail', 'x app:fail'],
    ...['   ✔  nx run app:fail  [local cache]', '', '-', '- nx run'],
  ])('leave every other line alone: %j', (line) => {
    expect(withListedPeaks(line, suffixOf)).toBe(line);
  });
});
