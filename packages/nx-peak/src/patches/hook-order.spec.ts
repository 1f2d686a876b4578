import { FailureLog } from '../failures';
import { applyAll, hook } from './hook';

describe('what is done after a call of Nx', () => {
  it('is done before its caller hears of an error, also of one that is thrown at once', () => {
    const order: string[] = [];
    const nx = {
      run: (): void => {
        throw new Error('theirs');
      },
    };
    const failures = new FailureLog();
    hook({ failures }, 'patch', nx, 'run', {
      after: () => order.push('after'),
      resolved: () => order.push('resolved'),
    });
    expect(() => {
      nx.run();
    }).toThrow('theirs');
    expect(order).toEqual(['after']);
    expect(failures.ofThisProcess).toEqual([]);
  });
});

describe('an undo that fails', () => {
  it('does not keep the others from being undone, and is thrown afterwards', () => {
    const undone: number[] = [];
    const undoAll = applyAll(
      [1, 2, 3].map((step) => () => () => {
        if (step === 2) {
          throw new Error('the second');
        }
        undone.push(step);
      }),
    );
    expect(undoAll).toThrow('the second');
    expect(undone).toEqual([3, 1]);
  });
});
