import { afterTick, closedBreaker, MAX_RAISE, PATIENCE, type Breaker } from './circuit-breaker';

const BASE_MS = 500;

/** The breaker after samples of these costs, and every change on the way. */
function after(costs: number[], breaker: Breaker = closedBreaker(BASE_MS)) {
  const changes: string[] = [];
  for (const cost of costs) {
    const step = afterTick(breaker, cost);
    breaker = step.breaker;
    if (step.change !== 'none') {
      changes.push(`${step.change} ${breaker.intervalMs}`);
    }
  }
  return { breaker, changes };
}

const samples = (count: number, costMs: number): number[] => Array<number>(count).fill(costMs);

describe('the circuit breaker', () => {
  it('leaves the interval alone while a sample costs at most a tenth of it', () => {
    expect(after(samples(100, 50)).changes).toEqual([]);
  });

  it('doubles the interval when samples cost more', () => {
    expect(after(samples(PATIENCE, 51)).changes).toEqual(['raised 1000']);
  });

  it('ignores single slow samples', () => {
    expect(after([51, 51, 1, 400, 1, 51, 51]).changes).toEqual([]);
  });

  it('goes on doubling up to 16 times the base, and not further', () => {
    const { changes } = after(samples(100, 10_000));
    expect(changes).toEqual(['raised 1000', 'raised 2000', 'raised 4000', 'raised 8000']);
    expect(MAX_RAISE * BASE_MS).toBe(8000);
  });

  it('stops doubling where samples fit', () => {
    expect(after(samples(100, 150)).breaker.intervalMs).toBe(2000);
  });

  it('restores the interval step by step when samples are cheap again', () => {
    const { breaker } = after(samples(100, 350));
    expect(breaker.intervalMs).toBe(4000);
    const { changes } = after(samples(100, 1), breaker);
    expect(changes).toEqual(['lowered 2000', 'lowered 1000', 'restored 500']);
  });

  it('does not flap: a cost that raised the interval never lowers it', () => {
    for (let cost = 1; cost < 2000; cost += 7) {
      const { breaker } = after(samples(50, cost));
      expect(after(samples(50, cost), breaker).changes).toEqual([]);
    }
  });

  it('does not lower it for samples that are merely less expensive', () => {
    const { breaker } = after(samples(PATIENCE, 60));
    expect(after(samples(50, 20), breaker).changes).toEqual([]);
  });
});
