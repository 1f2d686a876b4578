import { Script } from 'node:vm';
import { LINK_LINE, linkStateOf, withLink, withoutLink } from './link-line';

const OTHER_VERSION = 'old(); // nx-peak link (undo with: npx nx-peak unlink)';

describe('the link line', () => {
  it('goes to the end of the file', () => {
    expect(withLink('a();\nb();\n')).toBe(`a();\nb();\n${LINK_LINE}\n`);
  });

  it('is there once, however often it is added', () => {
    expect(withLink(withLink('a();\n'))).toBe(withLink('a();\n'));
  });

  it('replaces the line of another version', () => {
    expect(withLink(`a();\n${OTHER_VERSION}\n`)).toBe(withLink('a();\n'));
  });

  it.each(['a();\n', 'a();', '', '\n', 'a();\n\n', 'a();\r\n'])(
    'leaves no trace when it is removed from %j',
    (text) => {
      expect(withoutLink(withLink(text))).toBe(text);
    },
  );

  it('is removed together with what others appended after it left alone', () => {
    expect(withoutLink(`${withLink('a();\n')}// theirs\n`)).toBe('a();\n// theirs\n');
  });

  it('does not touch a file without it', () => {
    expect(withoutLink('a();\n')).toBe('a();\n');
  });

  it.each([
    ['not linked', 'a();\n'],
    ['linked', withLink('a();\n')],
    ['outdated', `a();\n${OTHER_VERSION}\n`],
  ])('is told apart: %s', (state, text) => {
    expect(linkStateOf(text)).toBe(state);
  });

  it('is a line of valid code', () => {
    expect(LINK_LINE).not.toContain('\n');
    expect(() => new Script(LINK_LINE)).not.toThrow();
  });

  it.each([undefined, '', '0', 'false'])('requires nothing when the switch is %s', (value) => {
    const required: unknown[] = [];
    const before = process.env['NX_LOG_HEAP_USAGE'];
    try {
      if (value === undefined) {
        delete process.env['NX_LOG_HEAP_USAGE'];
      } else {
        process.env['NX_LOG_HEAP_USAGE'] = value;
      }
      const require = Object.assign((id: unknown) => required.push(id), {
        resolve: (id: unknown) => required.push(id),
      });
      new Script(LINK_LINE).runInNewContext({ process: { env: process.env, argv: [] }, require });
    } finally {
      if (before === undefined) {
        delete process.env['NX_LOG_HEAP_USAGE'];
      } else {
        process.env['NX_LOG_HEAP_USAGE'] = before;
      }
    }
    expect(required).toEqual([]);
  });
});
