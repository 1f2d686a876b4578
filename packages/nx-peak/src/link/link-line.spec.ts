import { Script } from 'node:vm';
import { EXEC_LINK_LINE, LINK_LINE, linkStateOf, withLink, withoutLink } from './link-line';

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
    ['not-linked', 'a();\n'],
    ['linked', withLink('a();\n')],
    ['outdated', `a();\n${OTHER_VERSION}\n`],
  ])('is told apart: %s', (state, text) => {
    expect(linkStateOf(text)).toBe(state);
  });

  it.each([LINK_LINE, EXEC_LINK_LINE])('is a line of valid code: %s', (line) => {
    expect(line).not.toContain('\n');
    expect(() => new Script(line)).not.toThrow();
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

describe('the line of nx exec', () => {
  /** What it calls of nx-peak, were nx run with these arguments. */
  function calledWith(words: readonly string[], env: Record<string, string> = {}): string[] {
    const called: string[] = [];
    const nxPeak = { attachExec: () => called.push('attachExec') };
    const files: Record<string, object> = {
      '../../utils/workspace-root': { workspaceRoot: '/workspace' },
      '/nx-peak/register': nxPeak,
    };
    const require = Object.assign((id: string) => files[id], {
      resolve: () => '/nx-peak/register',
    });
    const process = { env, argv: ['node', 'nx', 'exec', ...words] };
    new Script(EXEC_LINK_LINE).runInNewContext({ process, require, __dirname: '/nx' });
    return called;
  }

  it.each(['--log-heap-usage', '--logHeapUsage=true', '--no-log-heap-usage'])(
    'loads nx-peak for %s',
    (flag) => {
      expect(calledWith([flag, '--', 'node', 'a.js'])).toEqual(['attachExec']);
    },
  );

  it.each([
    ['the switch in the environment', ['--', 'node', 'a.js']],
    ["the command's own argument", ['--', 'node', 'a.js', '--log-heap-usage']],
    ['another flag', ['--log-heap-usages', '--', 'node', 'a.js']],
    ['no command', ['--log-heap-usage', 'node']],
  ])('does nothing for %s', (_, words) => {
    expect(calledWith(words, { NX_LOG_HEAP_USAGE: 'true' })).toEqual([]);
  });

  it('is told apart from the line of run-command.js', () => {
    expect(linkStateOf(withLink('a();\n', EXEC_LINK_LINE), EXEC_LINK_LINE)).toBe('linked');
    expect(linkStateOf(withLink('a();\n', LINK_LINE), EXEC_LINK_LINE)).toBe('outdated');
  });
});
