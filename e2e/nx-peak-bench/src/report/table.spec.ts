import { tableText } from './table';

describe('tableText', () => {
  it('is a Markdown table with its columns in line', () => {
    const table = {
      title: 'Costs',
      head: ['what', 'ms'],
      rows: [
        ['a sample', '0.5'],
        ['b', '12'],
      ],
      notes: ['Lower is better.', 'Medians.'],
    };
    expect(tableText(table)).toBe(
      [
        '### Costs',
        '',
        '| what     | ms  |',
        '| -------- | --- |',
        '| a sample | 0.5 |',
        '| b        | 12  |',
        '',
        'Lower is better. Medians.',
      ].join('\n'),
    );
  });
});
