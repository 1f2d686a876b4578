import type uPlot from 'uplot';
import type { PageData } from '../page-data';

/** A task with processes, by its number, and when it ran. */
export interface LaneTask {
  readonly index: number;
  readonly from: number;
  readonly to: number;
}

/** The tasks of each lane, in the order of time. */
export function laneTasks({ tasks, lanes }: PageData): LaneTask[][] {
  const byLane = Array.from({ length: lanes }, (): LaneTask[] => []);
  tasks.forEach(({ lane, from, to }, index) => {
    if (lane !== undefined && from !== undefined && to !== undefined) {
      byLane[lane]?.push({ index, from, to });
    }
  });
  for (const tasks of byLane) {
    tasks.sort((a, b) => a.from - b.from);
  }
  return byLane;
}

/** The colours of a lane's tasks, one after another: a gradient whose stops leave no transition. */
export function laneFill(
  self: uPlot,
  tasks: readonly LaneTask[],
  colourOf: (task: number) => string,
  data: PageData,
): CanvasGradient | string {
  const { left, width } = self.bbox;
  const { min, max } = self.scales['x'] ?? {};
  if (min == null || max == null || width <= 0 || tasks.length === 0) {
    return 'transparent';
  }
  const gradient = self.ctx.createLinearGradient(left, 0, left + width, 0);
  const part = (time: number): number => Math.min(1, Math.max(0, (time - min) / (max - min)));
  const shown = tasks.filter(({ from, to }) => to >= min && from <= max);
  shown.forEach(({ index, from }, i) => {
    // A task's colour reaches to where the next one begins: its last sample may be a little late.
    const until = shown[i + 1]?.from ?? data.durationMs;
    const colour = colourOf(index);
    gradient.addColorStop(part(i === 0 ? min : from), colour);
    gradient.addColorStop(Math.max(part(from), part(until)), colour);
  });
  return gradient;
}
