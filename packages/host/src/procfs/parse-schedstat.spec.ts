import { parseRunDelay } from './parse-schedstat';

describe('parseRunDelay', () => {
  it.each([
    ['1063720 89315 3\n', 89315],
    ['0 0 0\n', 0],
    ['', 0],
  ])('reads %j', (text, nanoseconds) => {
    expect(parseRunDelay(Buffer.from(text), text.length)).toBe(nanoseconds);
  });
});
