import type { ContenderFigure } from './contender';

/** What the benchmark asks a contender's process; each is answered once. */
export type Request =
  | { readonly kind: 'start' }
  | {
      readonly kind: 'track';
      readonly id: string;
      readonly pid: number;
      readonly environment: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'first-sample';
      readonly id: string;
      readonly pid: number;
      readonly environment: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'figures'; readonly ids: readonly string[] }
  | { readonly kind: 'stop'; readonly ids: readonly string[] }
  | { readonly kind: 'cpu' }
  | { readonly kind: 'gaps'; readonly id: string; readonly ms: number; readonly blocked: boolean };

export interface Answers {
  start: StartUp;
  track: null;
  'first-sample': FirstSample;
  figures: ContenderFigure[];
  stop: ContenderFigure[];
  cpu: CpuUsed;
  gaps: number[];
}

export type RequestOf<K extends Request['kind']> = Extract<Request, { kind: K }>;

/** What it took to be ready: loading its code, and beginning. */
export interface StartUp {
  /** Milliseconds the main thread was at it. */
  readonly ms: number;
  readonly cpuMs: number;
  /** Bytes of resident memory before and after. */
  readonly rssBefore: number;
  readonly rssAfter: number;
}

export interface FirstSample {
  /** Milliseconds the main thread was at taking the task. */
  readonly trackMs: number;
  /** Milliseconds from then to the first sample. */
  readonly sampleMs: number;
}

/** Since the process started, in milliseconds: its own threads, and children it has waited for. */
export interface CpuUsed {
  readonly ownMs: number;
  readonly childrenMs: number;
  /** Bytes of resident memory now. */
  readonly rss: number;
}
