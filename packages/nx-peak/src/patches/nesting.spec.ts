import { Nesting } from './nesting';

const inner = { lifeCycles: [{}] };
const middle = { lifeCycles: [inner] };
const outer = { lifeCycles: [{}, middle] };

let nesting: Nesting;
beforeEach(() => {
  nesting = new Nesting();
});

describe('nested life cycles', () => {
  it('count with their outermost call, at whatever depth the others are', () => {
    expect(nesting.enter(outer)).toBe(true);
    expect(nesting.enter(middle)).toBe(false);
    expect(nesting.enter(inner)).toBe(false);
    expect(nesting.leave(inner)).toBe(false);
    expect(nesting.leave(middle)).toBe(false);
    expect(nesting.leave(outer)).toBe(true);
  });

  it('count with an inner call when that is made by itself', () => {
    nesting.enter(outer);
    nesting.leave(outer);
    expect(nesting.enter(inner)).toBe(true);
    expect(nesting.leave(inner)).toBe(true);
  });

  it('count with every one of overlapping calls to the same life cycle', () => {
    expect([nesting.enter(outer), nesting.enter(outer)]).toEqual([true, true]);
    expect(nesting.leave(outer)).toBe(true);
    expect(nesting.enter(inner)).toBe(false);
    expect(nesting.leave(outer)).toBe(true);
    expect(nesting.enter(inner)).toBe(true);
  });

  it('count beside one by which they are not held', () => {
    nesting.enter(outer);
    expect(nesting.enter({ lifeCycles: [{}] })).toBe(true);
  });
});
