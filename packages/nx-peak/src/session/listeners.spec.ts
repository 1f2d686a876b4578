import { EventBus } from './event-bus';
import { ExitWatch } from './exit-watch';
import { listenersOf, type Parts } from './listeners';

/** Nobody is asked for anything before an event comes: so there is nothing to fake. */
function parts(): Parts {
  return {
    ...({} as Parts),
    exitWatch: new ExitWatch(() => undefined),
    cgroups: {} as Parts['cgroups'],
  };
}

const FAULTS = Symbol.for('nx-peak.faults');

const names = () => listenersOf(parts()).map(({ name }) => name);

describe('the listeners', () => {
  it('hear of an event in this order', () => {
    expect(names()).toEqual([
      'exit of the process',
      'cgroups of tasks',
      'peaks of tasks',
      'batches of the record',
      'peaks of batches',
      'memory of nx itself',
      'diagnoses',
      'task results',
      'record of the run',
      'peaks on the lines of nx',
      'lines of our own',
      'peaks in the panes of the TUI',
      'diagnoses in the log',
      'cgroups of tasks',
      'memory of the whole run',
      'record of the run',
      'job summary of GitHub Actions',
      'profile of nx',
      'end of an invocation',
      'notice of options in nx.json',
      'notice of failures',
    ]);
  });

  it('do nothing when they are made', () => {
    const listening = process.listenerCount('exit');
    listenersOf(parts());
    expect(process.listenerCount('exit')).toBe(listening);
  });

  it('pass through the faults that a test put in their way', () => {
    const heard: string[] = [];
    const global = globalThis as { [FAULTS]?: unknown };
    global[FAULTS] = ({ name }: { name: string }) => ({
      name,
      on: { 'command-ended': () => heard.push(name) },
    });
    try {
      const bus = new EventBus({ failures: { record: () => undefined } });
      bus.listen(listenersOf(parts()));
      bus.emit({ kind: 'command-ended' });
    } finally {
      Reflect.deleteProperty(global, FAULTS);
    }
    expect(heard).toEqual(names());
  });
});

describe('who waits for the exit of the process', () => {
  it('is added once, first in line, when the first task starts', () => {
    const codes: number[] = [];
    const watch = new ExitWatch((event) => {
      if (event.kind === 'process-exit') {
        codes.push(event.code);
      }
    });
    const task = { id: 'a:build', target: { project: 'a', target: 'build' } };
    const before = process.listeners('exit');
    const limit = process.getMaxListeners();
    watch.on['command-started']?.({ kind: 'command-started', orchestrator: {} });
    expect(process.listeners('exit')).toEqual(before);
    watch.on['task-started']?.({ kind: 'task-started', task, orchestrator: {} });
    watch.on['task-started']?.({ kind: 'task-started', task, orchestrator: {} });
    const [first, ...others] = process.listeners('exit');
    expect(others).toEqual(before);
    expect(process.getMaxListeners()).toBe(limit + 1);
    first?.(3);
    expect(codes).toEqual([3]);
    watch.stop();
    process.setMaxListeners(limit);
    expect(process.listeners('exit')).toEqual(before);
  });
});
