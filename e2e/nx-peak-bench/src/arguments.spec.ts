import { parseArguments } from './arguments';
import { PARTS } from './selection';

const KNOWN = { accuracy: ['spike', 'short'], cost: ['cpu'], diagnoses: ['oom'] };

describe('parseArguments', () => {
  it('is everything when nothing is said', () => {
    const all = { parts: PARTS, only: undefined, runs: undefined, quick: false };
    expect(parseArguments([], KNOWN)).toMatchObject(all);
    expect(parseArguments(['all'], KNOWN)).toMatchObject(all);
  });

  it('takes a part, names and a number of runs', () => {
    const selection = parseArguments(['accuracy', '--only', 'spike,short', '--runs', '3'], KNOWN);
    expect(selection).toMatchObject({ parts: ['accuracy'], only: ['spike', 'short'], runs: 3 });
  });

  it('leaves out the parts that none of the names is of', () => {
    expect(parseArguments(['--only', 'spike'], KNOWN).parts).toEqual(['accuracy']);
    expect(parseArguments(['--only', 'spike,cpu'], KNOWN).parts).toEqual(['accuracy', 'cost']);
  });

  it.each([
    [['speed'], 'No such part: speed'],
    [['--only', 'spikes'], 'no such name: spikes'],
    [['--runs', 'many'], 'got many'],
    [['--runs', '0'], 'got 0'],
  ])('refuses %j, naming what is wrong', (argv, message) => {
    expect(() => parseArguments(argv, KNOWN)).toThrow(message);
  });
});
