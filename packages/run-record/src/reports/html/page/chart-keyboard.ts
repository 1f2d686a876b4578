import type uPlot from 'uplot';

/**
 * Moves the cursor of a chart by arrow keys, ten moments at a time with Shift, to the ends by Home and
 * End, and to the peak by p. Escape hides it.
 *
 * @param times of the moments, in milliseconds since the start of the run
 */
export function moveByKey(
  event: KeyboardEvent,
  chart: uPlot,
  times: readonly number[],
  peakAt: number | undefined,
): void {
  const now = chart.cursor.idx ?? 0;
  const last = times.length - 1;
  const step = event.shiftKey ? 10 : 1;
  const next = {
    ArrowLeft: now - step,
    ArrowRight: now + step,
    Home: 0,
    End: last,
    p: times.findIndex((time) => time === peakAt),
  }[event.key];
  if (event.key === 'Escape') {
    chart.setCursor({ left: -10, top: -10 });
  } else if (next !== undefined) {
    event.preventDefault();
    const time = times[Math.min(last, Math.max(0, next))] ?? 0;
    chart.setCursor({ left: chart.valToPos(time, 'x'), top: 10 });
  }
}
