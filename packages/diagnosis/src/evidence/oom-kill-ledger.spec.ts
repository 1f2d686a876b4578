import { OomKillLedger } from './oom-kill-ledger';

describe('the ledger of counted kills', () => {
  it('holds none at the first reading, whatever was counted before', () => {
    const ledger = new OomKillLedger();
    ledger.read('machine', 9, 0);
    expect(ledger.countedWithin('machine', 0, 10)).toBe(0);
    expect(ledger.knows('machine')).toBe(true);
  });

  it('holds those counted between two readings for whoever ran meanwhile', () => {
    const ledger = new OomKillLedger();
    ledger.read('machine', 9, 0);
    ledger.read('machine', 11, 10);
    expect(ledger.countedWithin('machine', 5, 12)).toBe(2);
    expect(ledger.countedWithin('machine', 10, 12)).toBe(0);
    expect(ledger.newestWithin('machine', 5, 12)).toMatchObject({ from: 0, to: 10 });
  });

  it('tells when each happened that nothing explains', () => {
    const ledger = new OomKillLedger();
    [0, 1, 1, 2].forEach((total, i) => {
      ledger.read('machine', total, i * 10);
    });
    ledger.explain('machine', 0, 40);
    expect(ledger.unexplainedWithin('machine', 0, 40)).toMatchObject([{ from: 0, to: 10 }]);
  });

  it('lets each explain one death', () => {
    const ledger = new OomKillLedger();
    ledger.read('machine', 0, 0);
    ledger.read('machine', 1, 10);
    ledger.explain('machine', 0, 12);
    expect(ledger.countedWithin('machine', 0, 12)).toBe(0);
    expect(ledger.newestWithin('machine', 0, 12)).toBeUndefined();
  });

  it('keeps groups apart', () => {
    const ledger = new OomKillLedger();
    ledger.read({ group: '/a' }, 0, 0);
    ledger.read({ group: '/a' }, 1, 10);
    expect(ledger.countedWithin({ group: '/a' }, 0, 12)).toBe(1);
    expect(ledger.countedWithin({ group: '/b' }, 0, 12)).toBe(0);
    expect(ledger.knows({ group: '/b' })).toBe(false);
  });
});
