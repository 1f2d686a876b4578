import { pluginOptionsOf, resolveSettings } from './settings';

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

  it('come from nx.json', () => {
    const options = {
      intervalMs: 100,
      collector: 'procfs',
      record: false,
      keepRuns: 5,
      summary: false,
      secrets: ['ACME-\\d+', 'x{3}'],
    };
    expect(resolveSettings({}, options)).toEqual({
      settings: { ...options, secrets: [/ACME-\d+/, /x{3}/] },
      problems: [],
    });
  });

  it('name an option of nx.json that there is not', () => {
    expect(resolveSettings({}, { interval: 100 }).problems).toEqual([
      {
        message: expect.stringMatching(
          /no option "interval", which nx\.json sets\. It has intervalMs, /,
        ) as string,
      },
    ]);
  });

  it('prefer the environment to nx.json', () => {
    const { settings } = resolveSettings({ NX_PEAK_INTERVAL_MS: '250' }, { intervalMs: 100 });
    expect(settings.intervalMs).toBe(250);
  });

  it('treat an empty variable as unset', () => {
    const { settings, problems } = resolveSettings(
      { NX_PEAK_INTERVAL_MS: '' },
      { intervalMs: 100 },
    );
    expect(settings.intervalMs).toBe(100);
    expect(problems).toEqual([]);
  });

  it.each([
    ['NX_PEAK_RECORD', 'no', 'true or false, not "no". Using true.'],
    ['NX_PEAK_SUMMARY', 'off', 'true or false, not "off". Using true.'],
    ['NX_PEAK_KEEP_RUNS', '0', 'a whole number from 1 to 10000, not "0". Using 20.'],
    ['NX_PEAK_SECRETS', '(', 'a regular expression or a list of them, not "(". Using [].'],
  ])('name %s and its bad value %s', (variable, value, expected) => {
    const { problems } = resolveSettings({ [variable]: value });
    expect(problems).toEqual([{ message: `${variable} must be ${expected}` }]);
  });

  it.each(['0', '9', '-1', '1.5', 'soon', '1e3', ' 100', '100000000000'])(
    'name the variable and the value of a bad interval (%s) and use the default',
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

  it('name the collectors there are when another is asked for', () => {
    const { settings, problems } = resolveSettings({ NX_PEAK_COLLECTOR: 'wmic' });
    expect(settings.collector).toBeUndefined();
    expect(problems[0]?.message).toBe(
      'NX_PEAK_COLLECTOR must be one of procfs, pidusage, nx, cgroup, not "wmic". Using the default.',
    );
  });

  it('say where in nx.json a bad value stands', () => {
    const { problems } = resolveSettings({}, { intervalMs: 'often' });
    expect(problems[0]?.message).toContain('"intervalMs" of nx-peak in nx.json');
  });

  it('survive options of any shape', () => {
    expect(resolveSettings({}, ['intervalMs']).problems).toHaveLength(1);
  });
});

describe('the plugin options in nx.json', () => {
  it('are those of the entry named nx-peak', () => {
    const nxJson = { plugins: ['a', { plugin: 'b' }, { plugin: 'nx-peak', options: { x: 1 } }] };
    expect(pluginOptionsOf(nxJson)).toEqual({ x: 1 });
  });

  it.each([undefined, {}, { plugins: [] }, { plugins: ['nx-peak'] }, { plugins: 'nx-peak' }])(
    'are empty in %j',
    (nxJson) => {
      expect(pluginOptionsOf(nxJson)).toEqual({});
    },
  );
});
