import { spawn, type ChildProcess } from 'node:child_process';
import { ownedEnvironment } from '../support/owned-environment';
import { Lines } from '../support/lines';
import type { NativeTools } from './native-tools';
import { makeGroup, type Membership, type TaskGroup } from './task-group';

/** What the recorder saw of one task. Sizes in bytes; null where the kernel does not tell. */
export interface Truth {
  /** The largest sum of resident sets, the kernel's high-water marks counted. */
  readonly peakRss: number;
  /** The largest sum of resident sets as sampled, without the high-water marks. */
  readonly peakRssPlain: number;
  /** Private and shared pages of all processes, and file pages once per executable. */
  readonly peakUnique: number;
  /** The cgroup's own maximum, page cache included. */
  readonly groupPeak: number | null;
  readonly groupNonCache: number | null;
  /** What the task needs: the group without page cache, and file pages once per executable. */
  readonly groupNeed: number | null;
  readonly largestProcess: number;
  readonly wallMs: number;
  /** The CPU time of the root and of all it waited for. */
  readonly cpuMs: number;
  readonly exitCode: number;
  readonly signal: number;
  readonly processes: number;
  readonly samples: number;
  readonly gapMedianMs: number;
  readonly gapMaxMs: number;
  /** For how long the sum was above half of its peak. */
  readonly aboveHalfMs: number;
  readonly recorderCpuMs: number;
  /** The recorder ran with real-time priority. */
  readonly realtime: boolean;
}

export interface TaskCommand {
  readonly argv: readonly string[];
  readonly cwd: string;
  /** On top of the usual environment. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A task that waits for the word to begin, under the eyes of the recorder. */
export class RecordedTask {
  readonly #lines: Lines;
  readonly #errors: string[] = [];

  readonly #recorder: ChildProcess;
  readonly #group: TaskGroup | undefined;

  private constructor(recorder: ChildProcess, group: TaskGroup | undefined) {
    this.#recorder = recorder;
    this.#group = group;
    if (recorder.stdout === null) {
      throw new Error('the recorder has no stdout');
    }
    this.#lines = new Lines(recorder.stdout);
    recorder.stderr?.on('data', (chunk: Buffer) => {
      this.#errors.push(chunk.toString());
    });
  }

  /** The task, and the pid it has and keeps. */
  static async hold(
    tools: NativeTools,
    membership: Membership,
    { argv, cwd, environment }: TaskCommand,
  ): Promise<{ task: RecordedTask; pid: number }> {
    const group = membership.kind === 'cgroup' ? makeGroup(membership.parent, 'task') : undefined;
    const recorder = spawn(tools.recorder, [...groupArguments(group), '--', ...argv], {
      cwd,
      env: ownedEnvironment(environment),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const task = new RecordedTask(recorder, group);
    const [, pid] = await task.#expect(/^held (\d+)$/);
    return { task, pid: Number(pid) };
  }

  /** Lets it begin, and waits until it has ended. */
  async run(): Promise<void> {
    this.#recorder.stdin?.end('!');
    await this.#expect(/^exited$/);
  }

  /** What was recorded, once nothing of it is left. */
  async truth(): Promise<Truth> {
    const [line] = await this.#expect(/^\{.*\}$/);
    this.#group?.remove();
    return JSON.parse(line) as Truth;
  }

  /** What it wrote, to explain a failure. */
  get output(): string {
    return this.#errors.join('').slice(-2000);
  }

  async #expect(pattern: RegExp): Promise<RegExpExecArray> {
    const line = await this.#lines.next();
    const match = pattern.exec(line ?? '');
    if (match === null) {
      throw new Error(`the recorder said ${String(line)}, not ${String(pattern)}: ${this.output}`);
    }
    return match;
  }
}

function groupArguments(group: TaskGroup | undefined): string[] {
  if (group === undefined) {
    return [];
  }
  const { procs, memory } = group;
  return memory === undefined
    ? ['--procs', procs]
    : ['--procs', procs, '--memory', memory.folder, '--version', String(memory.version)];
}
