import { NX_SAMPLES, RECORDED_RUNS, recordedRun } from '../testing/recorded-runs';
import { readRun, type RunData } from '../runs/read-run';
import {
  addMemoryToProfile,
  renderBenchmark,
  renderLogSummary,
  renderJson,
  renderMarkdown,
  renderTasksCsv,
  renderText,
  renderTimelineCsv,
  renderTrace,
} from '.';

// What each renderer makes of recorded runs is kept beside this file and reviewed with it.
const RUNS: readonly (readonly [string, RunData])[] = [
  ...RECORDED_RUNS.map((name) => [name, readRun(recordedRun(name))] as const),
  ['samples of Nx', readRun(NX_SAMPLES)],
  ['cut short', cutShort(readRun(recordedRun('checks')))],
];

/** As if nx had been killed while the tests ran. */
function cutShort(run: RunData): RunData {
  const lastSeenAt = run.record.startedAt + 9000;
  return {
    ...run,
    record: {
      ...run.record,
      state: { kind: 'incomplete', lastSeenAt },
      tasks: run.record.tasks.map(({ measurement, ...task }) =>
        task.id === 'memory-tracker:test'
          ? { ...task, outcome: { kind: 'running' } }
          : { ...task, ...(measurement && { measurement }) },
      ),
    },
    notes: ['The last sample was cut off while it was written.'],
  };
}

describe.each(RUNS)('%s', (_, run) => {
  it.each([
    ['text', renderText],
    ['log summary', renderLogSummary],
    ['markdown', renderMarkdown],
    ['csv of tasks', renderTasksCsv],
    ['benchmark', renderBenchmark],
  ])('as %s', (_format, render) => {
    expect(`\n${render(run)}`).toMatchSnapshot();
  });

  it('ends a log in at most eleven lines, labelled as Nx does', () => {
    const lines = renderLogSummary(run).split('\n');
    expect(lines.length).toBeLessThanOrEqual(11);
    for (const line of lines) {
      expect(line).toMatch(/^ {2}(?=.{17} {2})([A-Z][a-z ]+:)? +\S/);
    }
  });

  it('has a timeline as CSV: every moment adds up', () => {
    const [header, ...rows] = renderTimelineCsv(run).trimEnd().split('\r\n');
    expect(header).toBe('timestamp,offset_seconds,total_rss_bytes,kind,task,rss_bytes');
    const sums = new Map<string, { total: number; parts: number }>();
    for (const row of rows) {
      const [timestamp = '', , total, , , part] = row.split(',');
      const before = sums.get(timestamp)?.parts ?? 0;
      sums.set(timestamp, { total: Number(total), parts: before + Number(part) });
    }
    // A row is of a task or of nx: a moment at which none used anything has none.
    expect(sums.size).toBe(run.samples.timeline.filter(({ rss }) => rss > 0).length);
    for (const { total, parts } of sums.values()) {
      expect(parts).toBe(total);
    }
  });

  it('has JSON that holds the record as it was written', () => {
    const { record, summary } = JSON.parse(renderJson(run)) as {
      record: unknown;
      summary: { heaviest: { id: string }[] };
    };
    expect(record).toEqual(JSON.parse(JSON.stringify(run.record)));
    expect(summary.heaviest.length).toBeGreaterThan(0);
  });
});

interface Event {
  name: string;
  ph: string;
  ts: number;
  dur?: number;
  pid: number;
  tid: number;
  args: Record<string, unknown>;
}

// What Perfetto and chrome://tracing expect: docs "Trace Event Format": JSON object with a list
// `traceEvents`; complete events (X) with ts and dur in microseconds, those of one thread nested or
// apart; counter events (C) whose args are numbers; metadata (M) with args.name.
describe('trace', () => {
  const run = readRun(recordedRun('shapes'));
  const { traceEvents } = JSON.parse(renderTrace(run)) as { traceEvents: Event[] };
  const of = (ph: string): Event[] => traceEvents.filter((event) => event.ph === ph);

  it('has each task as a slice with its times and peak', () => {
    const spike = run.record.tasks.find(({ id }) => id === 'spike:hold');
    expect(of('X').map(({ name }) => name)).toEqual(run.record.tasks.map(({ id }) => id));
    expect(of('X').find(({ name }) => name === 'spike:hold')).toMatchObject({
      ts: (spike?.startedAt ?? 0) * 1000,
      dur: ((spike?.endedAt ?? 0) - (spike?.startedAt ?? 0)) * 1000,
      args: { peakRss: spike?.measurement?.peakRss, status: 'succeeded' },
    });
  });

  it('says of a slice why its task died', () => {
    const { traceEvents: events } = JSON.parse(renderTrace(readRun(recordedRun('deaths')))) as {
      traceEvents: Event[];
    };
    const diagnoses = events
      .filter(({ ph }) => ph === 'X')
      .map(({ name, args }) => [name, args['diagnosis']]);
    expect(new Map(diagnoses as [string, unknown][])).toEqual(
      new Map([
        ['shop:build', expect.stringMatching(/^was OOM-killed by the kernel/)],
        ['cart:test', expect.stringMatching(/^ran out of JavaScript heap/)],
        ['tools:check', expect.stringMatching(/^was killed by SIGKILL/)],
        ['docs:build', undefined],
      ]),
    );
  });

  it('has no two slices at one time on one track', () => {
    const slices = of('X');
    for (const [index, a] of slices.entries()) {
      for (const b of slices.slice(index + 1).filter(({ tid }) => tid === a.tid)) {
        expect(a.ts + (a.dur ?? 0) <= b.ts || b.ts + (b.dur ?? 0) <= a.ts).toBe(true);
      }
    }
  });

  it('has one counter per task and one for all, of numbers alone, back to 0 at the end', () => {
    const tracks = new Map<string, Event[]>();
    for (const event of of('C')) {
      tracks.set(event.name, [...(tracks.get(event.name) ?? []), event]);
    }
    expect([...tracks.keys()].sort()).toEqual([
      'Memory of all tasks',
      'Memory of ramp:hold',
      'Memory of short:hold',
      'Memory of spike:hold',
      'Memory of steady:hold',
    ]);
    for (const events of tracks.values()) {
      expect(events.every(({ args }) => typeof args['bytes'] === 'number')).toBe(true);
      const times = events.map(({ ts }) => ts);
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect(events.at(-1)?.args).toEqual({ bytes: 0 });
    }
    const highest = (name: string): number =>
      Math.max(...(tracks.get(name) ?? []).map(({ args }) => Number(args['bytes'])));
    expect(highest('Memory of all tasks')).toBe(run.samples.peak?.tasksRss);
  });

  it('names its process and tracks', () => {
    expect(of('M').every(({ args }) => typeof args['name'] === 'string')).toBe(true);
    expect(of('M').map(({ name }) => name)).toContain('thread_name');
  });

  it.each([
    ['a list, as Nx writes it', (events: unknown[]) => events, (trace: unknown) => trace],
    [
      'an object, as other tools do',
      (events: unknown[]) => ({ traceEvents: events, other: 1 }),
      (trace: unknown) => (trace as { traceEvents: unknown }).traceEvents,
    ],
  ])('adds its counters to a profile that is %s', (_, wrap, unwrap) => {
    const theirs = [{ name: 'a:b', ph: 'X', ts: 1, dur: 2, pid: 3, tid: 0, args: {} }];
    const merged = unwrap(JSON.parse(addMemoryToProfile(JSON.stringify(wrap(theirs)), run)));
    expect(merged).toEqual([...theirs, ...of('C')]);
  });

  it.each(['', '{}', '3', '[1'])('refuses %j, which is no profile', (text) => {
    expect(() => addMemoryToProfile(text, run)).toThrow(/^The profile is/);
  });
});
