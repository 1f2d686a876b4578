import { getProcessMetricsService } from 'nx/src/tasks-runner/process-metrics-service';
import { NO_FIGURE, type Contender, type ContenderFigure } from './contender';
import { TreePeak } from './tree-peak';

type Service = ReturnType<typeof getProcessMetricsService>;

/** The collector inside Nx, which samples by itself once a second from a thread of its own. */
export class NxCollector implements Contender {
  readonly #peaks = new Map<string, TreePeak>();
  readonly #groupOf = new Map<number, string>();
  readonly #samples: number[] = [];
  #service: Service | undefined;
  #subscribed = false;

  start(): void {
    this.#service = getProcessMetricsService();
  }

  track(id: string, pid: number): void {
    this.#peaks.set(id, new TreePeak());
    this.#service?.registerTaskProcess(id, pid);
    if (!this.#subscribed) {
      // Collecting begins with the first subscriber.
      this.#subscribed = true;
      this.#service?.subscribe((update) => {
        this.#sample(update);
      });
    }
  }

  figureOf(id: string): ContenderFigure {
    return this.#peaks.get(id)?.figure() ?? NO_FIGURE;
  }

  stop(id: string): ContenderFigure {
    const figure = this.figureOf(id);
    this.#peaks.delete(id);
    return figure;
  }

  sampleTimes(): readonly number[] {
    return this.#samples;
  }

  #sample(update: Parameters<Parameters<Service['subscribe']>[0]>[0]): void {
    this.#samples.push(update.timestamp);
    // Reported once per process, when it is new.
    for (const [pid, { groupId }] of Object.entries(update.metadata.processes)) {
      this.#groupOf.set(Number(pid), groupId);
    }
    const sums = new Map<string, number>();
    for (const { pid, memory } of update.processes) {
      const group = this.#groupOf.get(pid);
      if (group !== undefined) {
        sums.set(group, (sums.get(group) ?? 0) + memory);
      }
    }
    for (const [id, peak] of this.#peaks) {
      peak.add(sums.get(id) ?? 0);
    }
  }
}
