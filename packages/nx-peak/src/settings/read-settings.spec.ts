import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseSettingsFile } from './parse-file';
import { readSettings, resolveSettings } from './read-settings';

/** What a file of this text comes to, with nothing in the environment. */
function resolveFile(
  text: string,
  env: NodeJS.ProcessEnv = {},
): ReturnType<typeof resolveSettings> {
  return resolveSettings(env, parseSettingsFile(text));
}

function messagesOf(text: string): string[] {
  return resolveFile(text).problems.map(({ message }) => message);
}

describe('settings', () => {
  it('have defaults', () => {
    expect(resolveSettings({})).toEqual({
      settings: {
        intervalMs: 500,
        collector: undefined,
        record: true,
        keepRuns: 20,
        summary: true,
        secrets: [],
      },
      problems: [],
    });
  });

  it('come from the environment', () => {
    const { settings } = resolveSettings({
      NX_PEAK_INTERVAL_MS: '250',
      NX_PEAK_COLLECTOR: 'pidusage',
      NX_PEAK_RECORD: 'false',
      NX_PEAK_KEEP_RUNS: '3',
      NX_PEAK_SUMMARY: '0',
      NX_PEAK_SECRETS: 'ACME-\\d+',
    });
    expect(settings).toEqual({
      intervalMs: 250,
      collector: 'pidusage',
      record: false,
      keepRuns: 3,
      summary: false,
      secrets: [/ACME-\d+/],
    });
  });

  it.each(['procfs', 'pidusage', 'nx', 'cgroup'])('know the collector %s', (collector) => {
    expect(resolveSettings({ NX_PEAK_COLLECTOR: collector })).toMatchObject({
      settings: { collector },
      problems: [],
    });
  });

  it('come from nx-peak.json', () => {
    const options = {
      intervalMs: 100,
      collector: 'procfs',
      record: false,
      keepRuns: 5,
      summary: false,
      secrets: ['ACME-\\d+', 'x{3}'],
    };
    expect(resolveFile(JSON.stringify(options))).toEqual({
      settings: { ...options, secrets: [/ACME-\d+/, /x{3}/] },
      problems: [],
    });
  });

  it('come from the environment before nx-peak.json', () => {
    const { settings } = resolveFile('{ "intervalMs": 100 }', { NX_PEAK_INTERVAL_MS: '250' });
    expect(settings.intervalMs).toBe(250);
  });

  it('treat an empty variable as unset', () => {
    const { settings, problems } = resolveFile('{ "intervalMs": 100 }', {
      NX_PEAK_INTERVAL_MS: '',
    });
    expect(settings.intervalMs).toBe(100);
    expect(problems).toEqual([]);
  });
});

describe('a bad value in the environment', () => {
  it.each([
    ['NX_PEAK_RECORD', 'no', 'true or false, not "no". Using true.'],
    ['NX_PEAK_SUMMARY', 'off', 'true or false, not "off". Using true.'],
    ['NX_PEAK_KEEP_RUNS', '0', 'a whole number from 1 to 10000, not "0". Using 20.'],
    ['NX_PEAK_SECRETS', '(', 'a regular expression or a list of them, not "(". Using [].'],
  ])('is named with its variable: %s=%s', (variable, value, expected) => {
    const { problems } = resolveSettings({ [variable]: value });
    expect(problems).toEqual([{ message: `${variable} must be ${expected}` }]);
  });

  it.each(['0', '9', '-1', '1.5', 'soon', '1e3', ' 100', '100000000000'])(
    'gives way to the default interval: %s',
    (value) => {
      const { settings, problems } = resolveSettings({ NX_PEAK_INTERVAL_MS: value });
      expect(settings.intervalMs).toBe(500);
      expect(problems).toEqual([
        {
          message: expect.stringMatching(
            /^NX_PEAK_INTERVAL_MS must be a whole number of milliseconds from 10 to 3600000, not ".*"\. Using 500\.$/,
          ) as string,
        },
      ]);
    },
  );

  it('names the collectors there are when another is asked for', () => {
    const { settings, problems } = resolveSettings({ NX_PEAK_COLLECTOR: 'wmic' });
    expect(settings.collector).toBeUndefined();
    expect(problems[0]?.message).toBe(
      'NX_PEAK_COLLECTOR must be one of procfs, pidusage, nx, cgroup, not "wmic". Using the default.',
    );
  });
});

describe('a bad value in nx-peak.json', () => {
  it('is named with its line and column, and its default is used', () => {
    const { settings, problems } = resolveFile('{\n  "record": false,\n  "intervalMs": "often"\n}');
    expect(settings).toMatchObject({ record: false, intervalMs: 500 });
    expect(problems).toEqual([
      {
        message:
          'nx-peak.json:3:17: "intervalMs" must be a whole number of milliseconds from 10 to 3600000, not "often". Using 500.',
      },
    ]);
  });

  it.each([
    ['"250"', '"intervalMs": "250"', /milliseconds from 10 to 3600000, not "250"\. Using 500\./],
    ['null', '"record": null', /true or false, not null\. Using true\./],
    ['a list', '"collector": []', /one of procfs, .*, not \[\]\. Using the default\./],
    ['a bad pattern', '"secrets": ["a", "("]', /a list of them, not \["a","\("\]\. Using \[\]\./],
  ])('is refused as it is written: %s', (_, option, expected) => {
    expect(messagesOf(`{ ${option} }`)).toEqual([expect.stringMatching(expected)]);
  });

  it('does not matter when the environment sets the option', () => {
    expect(resolveFile('{ "record": 7 }', { NX_PEAK_RECORD: 'false' })).toMatchObject({
      settings: { record: false },
      problems: [],
    });
  });
});

describe('an unknown option in nx-peak.json', () => {
  it('is named with its place and the option that was meant', () => {
    expect(messagesOf('{\n  "interval": 100 }')).toEqual([
      'nx-peak.json:2:3: unknown option "interval". Did you mean "intervalMs"? It is ignored.',
    ]);
  });

  it('is named with the options there are when it is like none of them', () => {
    expect(messagesOf('{ "colour": 1 }')).toEqual([
      'nx-peak.json:1:3: unknown option "colour". The options are intervalMs, collector, record, keepRuns, summary, secrets. It is ignored.',
    ]);
  });

  it.each(['constructor', '__proto__'])(
    'may have the name of a part of every object: %s',
    (name) => {
      expect(messagesOf(`{ "${name}": 1 }`)).toEqual([expect.stringContaining(`"${name}"`)]);
    },
  );
});

describe('the settings of a workspace', () => {
  let workspace: string;

  beforeEach(() => {
    workspace = mkdtempSync(join(tmpdir(), 'nx-peak-settings-'));
  });

  afterEach(() => {
    rmSync(workspace, { recursive: true, force: true });
  });

  it('are the defaults where there is no nx-peak.json', () => {
    expect(readSettings(workspace, {})).toEqual(resolveSettings({}));
  });

  it('are read from nx-peak.json at its root', () => {
    writeFileSync(join(workspace, 'nx-peak.json'), '{ "keepRuns": 3 }');
    expect(readSettings(workspace, {}).settings.keepRuns).toBe(3);
  });

  it('are the defaults, with a reason, where nx-peak.json cannot be read', () => {
    mkdirSync(join(workspace, 'nx-peak.json'));
    const { settings, problems } = readSettings(workspace, {});
    expect(settings).toEqual(resolveSettings({}).settings);
    expect(problems).toEqual([
      {
        message: expect.stringMatching(
          /^nx-peak\.json cannot be read: EISDIR.*defaults\.$/,
        ) as string,
      },
    ]);
  });
});
