import { withReport } from './with-report';

describe('withReport', () => {
  it('replaces what is between the two comments, and nothing else', () => {
    const text = 'before\n<!-- benchmark:begin -->\nold\n<!-- benchmark:end -->\nafter\n';
    expect(withReport(text, 'costs $1')).toBe(
      'before\n<!-- benchmark:begin -->\n\ncosts $1\n\n<!-- benchmark:end -->\nafter\n',
    );
  });

  it('refuses a text without the comments', () => {
    expect(() => withReport('text', 'new')).toThrow('benchmark:begin');
  });
});
