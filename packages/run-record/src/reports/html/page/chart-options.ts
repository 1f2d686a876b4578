import type uPlot from 'uplot';
import { AXIS_WIDTH, TIME_AXIS_HEIGHT } from './layout';
import { size, SIZE_STEPS, tick, TIME_STEPS } from './sizes';
import type { Colours } from './theme';

/** The font of axes and of what is written into a chart; canvas takes no style sheets. */
export const AXIS_FONT = '12px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';

/**
 * An axis of milliseconds since the start of the run.
 *
 * @param shownMs how much time the chart shows now
 */
export function timeAxis(colours: () => Colours, shownMs: () => number): uPlot.Axis {
  return {
    stroke: () => colours().muted,
    grid: { show: false },
    ticks: { stroke: () => colours().grid, size: 4, width: 1 },
    font: AXIS_FONT,
    incrs: TIME_STEPS,
    space: 80,
    size: TIME_AXIS_HEIGHT,
    values: (_, times) => times.map((time) => tick(time, shownMs())),
  };
}

/** An axis of KiB. */
export function sizeAxis(colours: () => Colours): uPlot.Axis {
  return {
    stroke: () => colours().muted,
    grid: { stroke: () => colours().grid, width: 1 },
    ticks: { show: false },
    font: AXIS_FONT,
    size: AXIS_WIDTH,
    incrs: SIZE_STEPS,
    values: (_, sizes) => sizes.map((kib) => (kib === 0 ? '0' : size(kib))),
  };
}
