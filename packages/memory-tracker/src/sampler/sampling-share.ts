/**
 * The share of time that ticks may take: from the start of a tick that costs C milliseconds to the next
 * one it should be C / SAMPLING_SHARE milliseconds or more.
 */
export const SAMPLING_SHARE = 0.1;

/**
 * The smallest interval that can be asked for, in milliseconds: a tick costs 1 ms or so even where
 * it is cheap, which is the whole share of 10 ms.
 */
export const MIN_INTERVAL_MS = 10;
