import { memoryRow } from '../output/log-summary';
import { withRows } from './performance-report';

const REPORT = ['  Run duration:      1.9s', '  Recoverable time:  <1ms'].join('\n');
const heaviest = [
  { id: 'app:build', measurement: '512MB' },
  { id: 'app:lint', measurement: '300MB' },
];
const ROW = '  Peak memory:       512MB (app:build), 300MB (app:lint)';

describe('the row of memory in the performance report', () => {
  it('comes last, its value under those of the other rows', () => {
    expect(withRows(REPORT, memoryRow(heaviest))).toBe(`${REPORT}\n${ROW}`);
  });

  it('comes before the recommendations', () => {
    const advice = '\n\n  Recommendation: drop --skip-nx-cache';
    expect(withRows(REPORT + advice, memoryRow(heaviest))).toBe(`${REPORT}\n${ROW}${advice}`);
  });

  it('is not there without a measurement', () => {
    expect(withRows(REPORT, memoryRow([]))).toBe(REPORT);
  });
});
