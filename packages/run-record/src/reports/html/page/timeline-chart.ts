import uPlot from 'uplot';
import { formatShare } from '../../../formats/format-bytes';
import { formatOffset } from '../../../formats/format-duration';
import type { PageData } from '../page-data';
import { element } from './dom';
import { stack } from './layers';
import { size, SIZE_STEPS, tick, TIME_STEPS } from './sizes';
import { colours, onThemeChange, rampColour, type Colours } from './theme';
import { Tooltip } from './tooltip';
import type { View } from './view';

/** Room for the labels of the axis: the lanes below begin where the plot does. */
export const AXIS_WIDTH = 64;
export const RIGHT_MARGIN = 16;
const HEIGHT = 290;
export const TIME_AXIS_HEIGHT = 30;
const MOST_IN_TOOLTIP = 6;

/** From this part of the limit on, the peak is drawn against it; below, it would be a flat line. */
const WORTH_THE_LIMIT = 0.3;

/** The memory of all tasks over time, stacked by lane, each task in the colour of its peak. */
export function timelineChart(data: PageData, view: View): HTMLElement {
  const layers = stack(data);
  const highest = Math.max(1, data.peak?.kib ?? 0, ...layers.total);
  const heaviest = Math.max(1, ...data.tasks.map(({ peak = 0 }) => peak));
  let theme = colours();
  let toLimit = data.limit !== undefined && highest > data.limit.kib * WORTH_THE_LIMIT;

  const box = element('div', {
    class: 'chart',
    tabindex: '0',
    role: 'img',
    'aria-label': chartLabel(data),
  });
  const tooltip = new Tooltip(box);

  const colourOf = (task: number): string =>
    task === view.hovered || task === view.selected
      ? theme.accent
      : rampColour(theme.ramp, (data.tasks[task]?.peak ?? 0) / heaviest);
  const tasksOfLane = laneTasks(data);
  const top = [...layers.upTo.keys()].reverse(); // the lower layers are painted over the higher
  const chart = new uPlot(
    {
      width: 600,
      height: HEIGHT,
      padding: [14, RIGHT_MARGIN, 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        points: { show: false },
        drag: { x: true, y: false, setScale: false },
      },
      scales: {
        x: { time: false, range: () => [view.window.from, view.window.to] },
        y: {
          range: () => [
            0,
            toLimit && data.limit ? Math.max(data.limit.kib, highest) * 1.06 : highest * 1.12,
          ],
        },
      },
      axes: [
        {
          stroke: () => theme.muted,
          grid: { show: false },
          ticks: { stroke: () => theme.grid, size: 4, width: 1 },
          font: AXIS_FONT,
          incrs: TIME_STEPS,
          space: 80,
          size: TIME_AXIS_HEIGHT,
          values: (_, times) => {
            const { from, to } = view.window;
            return times.map((time) => tick(time, to - from));
          },
        },
        {
          stroke: () => theme.muted,
          grid: { stroke: () => theme.grid, width: 1 },
          ticks: { show: false },
          font: AXIS_FONT,
          size: AXIS_WIDTH,
          incrs: SIZE_STEPS,
          values: (_, sizes) => sizes.map((kib) => (kib === 0 ? '0' : size(kib))),
        },
      ],
      series: [
        {},
        { stroke: () => theme.muted, fill: () => theme.grid, width: 0, points: { show: false } },
        ...top.map((lane): uPlot.Series => ({
          width: 0.5,
          stroke: () => theme.surface,
          fill: (self) => laneFill(self, tasksOfLane[lane] ?? [], colourOf, data),
          points: { show: false },
        })),
      ],
      hooks: {
        draw: [
          (self) => {
            if (toLimit && data.limit) {
              drawLimit(self, data.limit, theme);
            }
            if (data.peak) {
              drawPeak(self, data.peak, theme);
            }
          },
        ],
        setCursor: [
          (self) => {
            const at = self.cursor.idx;
            if (at === null || at === undefined || (self.cursor.left ?? -1) < 0) {
              tooltip.hide();
            } else {
              const moment = layers.times[at] ?? 0;
              tooltip.show(momentText(data, layers.times, at, layers.total[at] ?? 0), {
                x: self.over.offsetLeft + self.valToPos(moment, 'x'),
                y: self.over.offsetTop + 8,
              });
            }
          },
        ],
        setSelect: [
          (self) => {
            if (self.select.width > 4) {
              view.zoom({
                from: self.posToVal(self.select.left, 'x'),
                to: self.posToVal(self.select.left + self.select.width, 'x'),
              });
            }
            self.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          },
        ],
      },
    },
    [layers.times, layers.total, ...top.map((lane) => layers.upTo[lane] ?? [])],
    box,
  );

  const redraw = (): void => {
    chart.setScale('x', { min: view.window.from, max: view.window.to });
    chart.redraw(false, true);
  };
  view.onChange(redraw);
  onThemeChange(() => {
    theme = colours();
    chart.redraw(true, true);
  });
  new ResizeObserver(() => {
    chart.setSize({ width: Math.max(260, box.clientWidth), height: HEIGHT });
  }).observe(box);
  box.addEventListener('keydown', (event) => {
    moveByKey(event, chart, layers.times, data.peak?.at);
  });
  chart.over.addEventListener('click', () => {
    const at = chart.cursor.idx;
    const y = chart.posToVal(chart.cursor.top ?? 0, 'y');
    const lane = at == null ? -1 : layers.upTo.findIndex((layer) => (layer[at] ?? 0) >= y);
    const time = layers.times[at ?? -1];
    const task = tasksOfLane[lane]?.find(
      ({ from, to }) => time !== undefined && from <= time && time <= to,
    );
    if (task !== undefined) {
      view.select(task.index);
    }
  });
  chart.over.addEventListener('dblclick', () => {
    view.zoom();
  });

  const limitSwitch =
    data.limit === undefined
      ? undefined
      : element(
          'button',
          { type: 'button', class: 'quiet', 'aria-pressed': String(toLimit) },
          'Against the limit',
        );
  limitSwitch?.addEventListener('click', () => {
    toLimit = !toLimit;
    limitSwitch.setAttribute('aria-pressed', String(toLimit));
    chart.setData(chart.data);
  });
  const reset = element('button', { type: 'button', class: 'quiet', hidden: '' }, 'Whole run');
  reset.addEventListener('click', () => {
    view.zoom();
  });
  view.onChange(() => {
    reset.hidden = !view.isZoomed;
  });
  return element(
    'div',
    {},
    element('div', { class: 'controls' }, legend(heaviest), reset, limitSwitch),
    box,
  );
}

const AXIS_FONT = '12px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';

interface LaneTask {
  readonly index: number;
  readonly from: number;
  readonly to: number;
}

function laneTasks({ tasks, lanes }: PageData): LaneTask[][] {
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
function laneFill(
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
    // A task's colour reaches to where the next one begins: its last look may be a little late.
    const until = shown[i + 1]?.from ?? data.durationMs;
    const colour = colourOf(index);
    gradient.addColorStop(part(i === 0 ? min : from), colour);
    gradient.addColorStop(Math.max(part(from), part(until)), colour);
  });
  return gradient;
}

function drawLimit(self: uPlot, limit: { kib: number; kind: string }, theme: Colours): void {
  const { ctx, bbox } = self;
  const y = Math.round(self.valToPos(limit.kib, 'y', true));
  ctx.save();
  ctx.strokeStyle = theme.limit;
  ctx.fillStyle = theme.limit;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.font = scaled(AXIS_FONT);
  ctx.textAlign = 'left';
  ctx.textBaseline = 'bottom';
  const name = limit.kind === 'container' ? 'container limit' : 'memory of the machine';
  ctx.fillText(
    `${name} ${size(limit.kib)}`,
    bbox.left + 6 * devicePixelRatio,
    y - 3 * devicePixelRatio,
  );
  ctx.restore();
}

function drawPeak(self: uPlot, peak: { at: number; kib: number }, theme: Colours): void {
  const { ctx, bbox } = self;
  const x = self.valToPos(peak.at, 'x', true);
  const y = self.valToPos(peak.kib, 'y', true);
  if (x < bbox.left || x > bbox.left + bbox.width) {
    return;
  }
  const unit = devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = theme.text;
  ctx.lineWidth = unit;
  ctx.setLineDash([2 * unit, 3 * unit]);
  ctx.beginPath();
  ctx.moveTo(x, y);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.beginPath();
  ctx.arc(x, y, 4 * unit, 0, 2 * Math.PI);
  ctx.fillStyle = theme.surface;
  ctx.fill();
  ctx.lineWidth = 2 * unit;
  ctx.stroke();
  ctx.font = scaled(`600 ${AXIS_FONT}`);
  ctx.fillStyle = theme.text;
  ctx.textBaseline = 'bottom';
  const isRight = x > bbox.left + bbox.width * 0.8;
  ctx.textAlign = isRight ? 'right' : 'left';
  ctx.fillText(`peak ${size(peak.kib)}`, x + (isRight ? -8 : 8) * unit, y - 2 * unit);
  ctx.restore();
}

function scaled(font: string): string {
  return font.replace('12px', `${12 * devicePixelRatio}px`);
}

/** What the tasks held at a moment, the largest first. */
function momentText(
  data: PageData,
  times: readonly number[],
  at: number,
  total: number,
): readonly (readonly [string, string])[] {
  const time = times[at] ?? 0;
  const moment = data.timeline.find(([when]) => when === time) ?? [];
  const shares: [number, number][] = [];
  for (let i = 2; i + 1 < moment.length; i += 2) {
    shares.push([moment[i] ?? -1, moment[i + 1] ?? 0]);
  }
  shares.sort((a, b) => b[1] - a[1]);
  const rows = shares
    .slice(0, MOST_IN_TOOLTIP)
    .map(([task, kib]): [string, string] => [
      data.tasks[task]?.id ?? '',
      `${size(kib)}  ${formatShare(kib, total).padStart(4, '\u2007')}`,
    ]);
  const others = shares.length - rows.length;
  return [
    [`at ${tick(time, data.durationMs)}`, size(total)],
    ...rows,
    ...(others > 0 ? [[`and ${others} more`, ''] as const] : []),
  ];
}

function moveByKey(
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

/** What the colours mean. */
function legend(heaviest: number): HTMLElement {
  return element(
    'div',
    { class: 'legend' },
    element('span', {}, 'Peak of a task'),
    element('span', { class: 'num' }, '0'),
    element(
      'span',
      { class: 'ramp', 'aria-hidden': 'true' },
      ...[1, 2, 3, 4, 5, 6].map((step) => element('i', { class: `ramp-${step}` })),
    ),
    element('span', { class: 'num' }, size(heaviest)),
  );
}

function chartLabel({ peak, limit }: PageData): string {
  return peak === undefined
    ? 'No task was sampled.'
    : `Memory of all tasks over time. Peak ${size(peak.kib)} at ${formatOffset(peak.at)}` +
        `${limit ? ` of ${size(limit.kib)}` : ''}. Arrow keys move through time, p goes to the peak.`;
}
