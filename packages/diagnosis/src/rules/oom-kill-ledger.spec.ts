import { HOST_COUNTER, OomKillLedger, type Counter } from './oom-kill-ledger';

const A: Counter = { kind: 'cgroup', path: '/a' };
const B: Counter = { kind: 'cgroup', path: '/b' };

describe('the ledger of counted kills', () => {
  it('holds none at the first reading, whatever was counted before', () => {
    const ledger = new OomKillLedger();
    ledger.read(HOST_COUNTER, 9, 0);
    expect(ledger.countedWithin(HOST_COUNTER, 0, 10)).toBe(0);
    expect(ledger.knows(HOST_COUNTER)).toBe(true);
  });

  it('holds those counted between two readings for every task that ran meanwhile', () => {
    const ledger = new OomKillLedger();
    ledger.read(HOST_COUNTER, 9, 0);
    ledger.read(HOST_COUNTER, 11, 10);
    expect(ledger.countedWithin(HOST_COUNTER, 5, 12)).toBe(2);
    expect(ledger.countedWithin(HOST_COUNTER, 10, 12)).toBe(0);
    expect(ledger.newestWithin(HOST_COUNTER, 5, 12)).toMatchObject({ from: 0, to: 10 });
  });

  it('knows when each unexplained kill happened', () => {
    const ledger = new OomKillLedger();
    [0, 1, 1, 2].forEach((total, i) => {
      ledger.read(HOST_COUNTER, total, i * 10);
    });
    ledger.explain(HOST_COUNTER, 0, 40);
    expect(ledger.unexplainedWithin(HOST_COUNTER, 0, 40)).toMatchObject([{ from: 0, to: 10 }]);
  });

  it('lets each kill explain one diagnosis', () => {
    const ledger = new OomKillLedger();
    ledger.read(HOST_COUNTER, 0, 0);
    ledger.read(HOST_COUNTER, 1, 10);
    ledger.explain(HOST_COUNTER, 0, 12);
    expect(ledger.countedWithin(HOST_COUNTER, 0, 12)).toBe(0);
    expect(ledger.newestWithin(HOST_COUNTER, 0, 12)).toBeUndefined();
  });

  it('keeps cgroups apart', () => {
    const ledger = new OomKillLedger();
    ledger.read(A, 0, 0);
    ledger.read(A, 1, 10);
    expect(ledger.countedWithin(A, 0, 12)).toBe(1);
    expect(ledger.countedWithin(B, 0, 12)).toBe(0);
    expect(ledger.knows(B)).toBe(false);
  });
});
