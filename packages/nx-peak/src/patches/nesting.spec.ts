import { Nesting } from './nesting';

const inner = { lifeCycles: [{}] };
const middle = { lifeCycles: [inner] };
const outer = { lifeCycles: [{}, middle] };

let nesting: Nesting;
beforeEach(() => {
  nesting = new Nesting();
});

describe('of nested life cycles', () => {
  it('the outermost call counts, at whatever depth the others are', () => {
    expect(nesting.enter(outer)).toBe(true);
    expect(nesting.enter(middle)).toBe(false);
    expect(nesting.enter(inner)).toBe(false);
    expect(nesting.leave(inner)).toBe(false);
    expect(nesting.leave(middle)).toBe(false);
    expect(nesting.leave(outer)).toBe(true);
  });

  it('an inner one counts when it is called by itself', () => {
    nesting.enter(outer);
    nesting.leave(outer);
    expect(nesting.enter(inner)).toBe(true);
    expect(nesting.leave(inner)).toBe(true);
  });

  it('every one of overlapping calls to the same life cycle counts', () => {
    expect([nesting.enter(outer), nesting.enter(outer)]).toEqual([true, true]);
    expect(nesting.leave(outer)).toBe(true);
    expect(nesting.enter(inner)).toBe(false);
    expect(nesting.leave(outer)).toBe(true);
    expect(nesting.enter(inner)).toBe(true);
  });

  it('one that is not held by another counts beside it', () => {
    nesting.enter(outer);
    expect(nesting.enter({ lifeCycles: [{}] })).toBe(true);
  });
});
