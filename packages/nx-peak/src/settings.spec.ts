import { pluginOptionsOf, resolveSettings } from './settings';

describe('settings', () => {
  it('have defaults', () => {
    expect(resolveSettings({})).toEqual({
      settings: { intervalMs: 500, meter: undefined },
      problems: [],
    });
  });

  it('come from the environment', () => {
    const { settings } = resolveSettings({ NX_PEAK_INTERVAL_MS: '250', NX_PEAK_METER: 'pidusage' });
    expect(settings).toEqual({ intervalMs: 250, meter: 'pidusage' });
  });

  it.each(['procfs', 'pidusage', 'nx', 'cgroup'])('know the meter %s', (meter) => {
    expect(resolveSettings({ NX_PEAK_METER: meter })).toEqual({
      settings: { intervalMs: 500, meter },
      problems: [],
    });
  });

  it('come from nx.json', () => {
    const { settings } = resolveSettings({}, { intervalMs: 100, meter: 'procfs' });
    expect(settings).toEqual({ intervalMs: 100, meter: 'procfs' });
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

  it('name the meters there are when another is asked for', () => {
    const { settings, problems } = resolveSettings({ NX_PEAK_METER: 'wmic' });
    expect(settings.meter).toBeUndefined();
    expect(problems[0]?.message).toBe(
      'NX_PEAK_METER must be one of procfs, pidusage, nx, cgroup, not "wmic". Using the default.',
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
