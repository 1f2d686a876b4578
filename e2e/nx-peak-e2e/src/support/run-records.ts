import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Workspace } from './workspace';

export interface RecordedRunTask {
  readonly id: string;
  readonly outcome: Readonly<Record<string, unknown>>;
  /** Milliseconds since 1970, as `endedAt`. */
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly processesAtPeak?: readonly {
    readonly pid: number;
    readonly ppid?: number;
    readonly name?: string;
    readonly command?: string;
    readonly rss: number;
  }[];
  readonly measurement?: { readonly peakRss: number; readonly shared?: boolean };
}

/** What the tests read of a run.json; amounts of memory are bytes. */
export interface RunRecord {
  readonly id: string;
  readonly parent?: string;
  readonly command: string;
  readonly state: Readonly<Record<string, unknown>>;
  readonly tasks: readonly RecordedRunTask[];
  readonly peak?: { readonly rss: number; readonly tasks: readonly { readonly id: string }[] };
}

/** The records of runs in a workspace. */
export class RunRecords {
  readonly #workspace: Workspace;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  get folder(): string {
    return join(this.#workspace.root, '.nx/peak/runs');
  }

  /** The newest one last. */
  ids(): string[] {
    return existsSync(this.folder) ? readdirSync(this.folder).sort() : [];
  }

  read(id: string): RunRecord {
    return JSON.parse(readFileSync(join(this.folder, id, 'run.json'), 'utf8')) as RunRecord;
  }

  /** The records that `action` adds, by the order of their start. */
  async addedBy(action: () => Promise<unknown>): Promise<RunRecord[]> {
    const isNew = this.sinceNow();
    await action();
    return this.ids()
      .filter(isNew)
      .map((id) => this.read(id))
      .sort((one, other) => startOf(one) - startOf(other));
  }

  /** Whether a record was made after this call. */
  sinceNow(): (id: string) => boolean {
    const before = new Set(this.ids());
    return (id) => !before.has(id);
  }

  samplesFile(id: string): string {
    return join(this.folder, id, 'samples.ndjson');
  }

  /** What each task held from sample to sample: bytes by task id. */
  samples(id: string): Record<string, number>[] {
    return this.#lines(id).map(({ groupMemory }) => groupMemory);
  }

  /** What one task held, in bytes; with `until` (ms since 1970), only in samples before that moment. */
  curve(id: string, taskId: string, until = Infinity): number[] {
    return this.#lines(id)
      .filter(({ timestamp }) => timestamp < until)
      .flatMap(({ groupMemory }) => groupMemory[taskId] ?? []);
  }

  #lines(id: string): SampleLine[] {
    return readFileSync(this.samplesFile(id), 'utf8')
      .split('\n')
      .slice(0, -1) // what follows the last line's end is empty, or a line that is just being written
      .map((line) => JSON.parse(line) as SampleLine);
  }
}

interface SampleLine {
  readonly timestamp: number;
  readonly groupMemory: Record<string, number>;
}

function startOf({ tasks }: RunRecord): number {
  return Math.min(...tasks.map(({ startedAt = Infinity }) => startedAt));
}
