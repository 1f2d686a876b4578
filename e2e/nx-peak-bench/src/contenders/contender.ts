/** A way of measuring that takes part, inside the process that is its own. */
export interface Contender {
  /** Loads what it needs and begins whatever it does all the time. Before the first `track`. */
  start(): void | Promise<void>;
  /** Measures the tree under `pid` as task `id`, from now on. */
  track(id: string, pid: number, environment: Readonly<Record<string, string>>): void;
  /** What is known of `id` now, without waiting for anything. */
  figureOf(id: string): ContenderFigure;
  /** The task is over: its figure does not change any more. */
  stop(id: string): ContenderFigure;
  /** When it sampled, epoch ms, where it knows that better than the number of samples shows. */
  sampleTimes?(): readonly number[];
}

/** All sizes in bytes. */
export interface ContenderFigure {
  /** Undefined: it saw nothing of the task. */
  readonly peakRss: number | undefined;
  readonly samples: number;
  readonly peakUnique?: number | undefined;
  readonly method?: string | undefined;
  readonly caveats?: readonly string[] | undefined;
  readonly cpuSeconds?: number | undefined;
}

export const NO_FIGURE: ContenderFigure = { peakRss: undefined, samples: 0 };
