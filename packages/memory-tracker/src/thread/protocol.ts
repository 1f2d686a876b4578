import type { Root } from '../collectors/collector';
import type { TrackerNotice } from '../tracker-notice';

/** What the thread gets when it is started. */
export interface ThreadStart {
  readonly intervalMs: number;
  readonly control: SharedArrayBuffer;
  /** Where commands come from. */
  readonly commands: SharedArrayBuffer;
  /** Where samples go, when somebody wants to know every one. */
  readonly samples: SharedArrayBuffer | undefined;
  /** Whether somebody wants to know the processes at each peak. */
  readonly listProcesses: boolean;
}

/** The memory of a `SharedMeasurement`: a message, sent before the first command that names it. */
export interface SharedMeasurementMemory {
  readonly number: number;
  readonly peak: SharedArrayBuffer;
  /** Undefined when nobody wants to know the processes at the peak. */
  readonly processes: SharedArrayBuffer | undefined;
}

/** A command to the thread. Ids are numbers here. */
export type Command =
  | {
      readonly kind: 'track';
      readonly key: number;
      /** The number of the `SharedMeasurement` in which it publishes. */
      readonly shared: number;
      readonly root: Root;
      /** Its memory was read just now, so that its first sample can wait. */
      readonly peeked: boolean;
    }
  | { readonly kind: 'drop'; readonly key: number };

/** A message from the thread. */
export type Report =
  | { readonly kind: 'notice'; readonly notice: TrackerNotice }
  /** It cannot measure, and ends. */
  | { readonly kind: 'gave-up'; readonly reason: string; readonly failures: number };
