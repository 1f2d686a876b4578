import type { RunEvent } from '../events';
import type { LifeCycle, Task, TaskResult } from '../nx/types';
import { patchedNx } from '../testing/patched-nx';
import { applyAll, type Undo } from './hook';
import {
  endOfCommandPatch,
  endOfTasksPatch,
  printedTasksPatch,
  startOfTasksPatch,
} from './life-cycle';

type Composite = Required<Omit<LifeCycle, 'appendTaskOutput'>>;

const TASK: Task = { id: 'a:build', target: { project: 'a', target: 'build' } };
const RESULT: TaskResult = { task: TASK, status: 'success' };

let patched: ReturnType<typeof patchedNx>;
let undo: Undo;

beforeEach(() => {
  patched = patchedNx();
  undo = applyAll(
    [startOfTasksPatch, endOfTasksPatch, endOfCommandPatch, printedTasksPatch].map(
      (patch) => () => patch.apply(patched),
    ),
  );
});

afterEach(() => {
  undo();
});

/** A composite of nx that holds another one, as nx makes them for the TUI. */
function nested(innermost: LifeCycle = {}): Composite {
  const CompositeLifeCycle = patched.nx.load('lifeCycle')['CompositeLifeCycle'] as new (
    lifeCycles: readonly LifeCycle[],
  ) => Composite;
  return new CompositeLifeCycle([{}, new CompositeLifeCycle([innermost, {}])]);
}

const kinds = (events: readonly RunEvent[]) => events.map(({ kind }) => kind);

describe('what nested life cycles hear of', () => {
  it('is emitted once when tasks start', async () => {
    await nested().startTasks([TASK], {});
    expect(patched.events).toEqual([{ kind: 'task-scheduled', task: TASK, renderer: 'static' }]);
  });

  it('is emitted once before and once after nx prints that tasks ended', async () => {
    let atPrinting: readonly string[] = [];
    const printer = {
      endTasks: () => {
        atPrinting = kinds(patched.events);
      },
    };
    await nested(printer).endTasks([RESULT], {});
    expect(atPrinting).toEqual(['task-ended']);
    expect(kinds(patched.events)).toEqual(['task-ended', 'task-shown']);
  });

  it('is emitted once before and once after nx sums up the command', async () => {
    let atPrinting: readonly string[] = [];
    const printer = {
      endCommand: () => {
        atPrinting = kinds(patched.events);
      },
    };
    await nested(printer).endCommand();
    expect(atPrinting).toEqual(['command-ending']);
    expect(kinds(patched.events)).toEqual(['command-ending', 'command-ended']);
  });

  it('is emitted once before and once after a task is printed, which nx shows in between', () => {
    let shown: string | undefined;
    const printer = {
      printTaskTerminalOutput: () => {
        shown = patched.shown.taskId;
      },
    };
    nested(printer).printTaskTerminalOutput(TASK, 'failure', 'output');
    expect(shown).toBe('a:build');
    expect(patched.events).toEqual([
      { kind: 'task-printing', task: TASK, status: 'failure', output: 'output' },
      { kind: 'task-printed', task: TASK },
    ]);
  });

  it('is emitted once for each task, in the order of nx', async () => {
    const other = { ...TASK, id: 'b:build' };
    await nested().endTasks([RESULT, { task: other, status: 'failure' }], {});
    expect(
      patched.events.flatMap((event) =>
        event.kind === 'task-ended' ? [event.result.task.id] : [],
      ),
    ).toEqual(['a:build', 'b:build']);
  });
});

describe('a task that was shown', () => {
  it('has no pane to append to without the TUI', async () => {
    await nested().endTasks([RESULT], {});
    expect(patched.events.at(-1)).toEqual({
      kind: 'task-shown',
      taskId: 'a:build',
      appendToPane: undefined,
    });
  });
});
