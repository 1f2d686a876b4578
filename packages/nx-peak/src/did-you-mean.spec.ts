import { didYouMean } from './did-you-mean';

const known = ['intervalMs', 'record', 'keepRuns'];

describe('did you mean', () => {
  it.each([
    ['interval', 'intervalMs'],
    ['INTERVALMS', 'intervalMs'],
    ['recrod', 'record'],
    ['keeprun', 'keepRuns'],
  ])('finds what %s was meant to be', (word, meant) => {
    expect(didYouMean(word, known)).toBe(`Did you mean "${meant}"?`);
  });

  it.each(['colour', 'x', ''])('says nothing of what is like none of them: %j', (word) => {
    expect(didYouMean(word, known)).toBeUndefined();
  });

  it('says nothing where nothing is known', () => {
    expect(didYouMean('record', [])).toBeUndefined();
  });
});
