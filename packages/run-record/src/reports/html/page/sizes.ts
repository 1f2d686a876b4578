import { formatBytes } from '../../../formats/format-bytes';
import { formatOffset } from '../../../formats/format-duration';

/** The page holds sizes in KiB. */
export function size(kib: number): string {
  return formatBytes(kib * 1024);
}

/** Ticks of an axis of KiB: halves, wholes and doubles of a megabyte or gigabyte. */
export const SIZE_STEPS: number[] = Array.from({ length: 32 }, (_, power) => 2 ** power);

/** Ticks of an axis of milliseconds. */
export const TIME_STEPS: number[] = [
  100, 200, 500, 1e3, 2e3, 5e3, 10e3, 15e3, 30e3, 60e3, 120e3, 300e3, 600e3, 900e3, 1800e3, 3600e3,
  7200e3, 14400e3, 43200e3, 86400e3,
];

/** A time into the run for an axis: in tenths of a second where ticks are that close. */
export function tick(time: number, shownMs: number): string {
  return shownMs < 8000 ? `${(time / 1000).toFixed(1)}s` : formatOffset(time);
}
