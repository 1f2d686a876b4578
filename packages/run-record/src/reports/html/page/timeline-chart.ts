import uPlot from 'uplot';
import { formatShare } from '../../../formats/format-bytes';
import { formatOffset } from '../../../formats/format-duration';
import type { PageData } from '../page-data';
import { element } from './dom';
import { drawLimit, drawPeak } from './annotations';
import { moveByKey } from './chart-keyboard';
import { sizeAxis, timeAxis } from './chart-options';
import { laneFill, laneTasks } from './lane-fill';
import { FIRST_SHARE, stack } from './layers';
import { RIGHT_MARGIN } from './layout';
import { size, tick } from './sizes';
import { colours, onThemeChange, rampColour } from './theme';
import { Tooltip } from './tooltip';
import type { View } from './view';

const HEIGHT = 290;
const MOST_IN_TOOLTIP = 6;

/** From this part of the limit on, the peak is drawn against it; below, it would be a flat line. */
const WORTH_THE_LIMIT = 0.3;

/**
 * The memory over time: nx itself at the bottom, the tasks stacked on it by lane, each in the colour of
 * its peak.
 */
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
        timeAxis(
          () => theme,
          () => view.window.to - view.window.from,
        ),
        sizeAxis(() => theme),
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
        {
          width: 0.5,
          stroke: () => theme.surface,
          fill: () => theme.nx,
          points: { show: false },
        },
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
    [layers.times, layers.total, ...top.map((lane) => layers.upTo[lane] ?? []), layers.nx],
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
    const isNx = at != null && (layers.nx[at] ?? 0) >= y;
    const lane = at == null || isNx ? -1 : layers.upTo.findIndex((layer) => (layer[at] ?? 0) >= y);
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
    element(
      'div',
      { class: 'controls' },
      legend(heaviest, data.nxItself !== undefined),
      reset,
      limitSwitch,
    ),
    box,
  );
}

/** What the tasks and nx used at a moment, the largest task first. */
function momentText(
  data: PageData,
  times: readonly number[],
  at: number,
  total: number,
): readonly (readonly [string, string])[] {
  const time = times[at] ?? 0;
  const moment = data.timeline.find(([when]) => when === time) ?? [];
  const shares: [number, number][] = [];
  for (let i = FIRST_SHARE; i + 1 < moment.length; i += 2) {
    shares.push([moment[i] ?? -1, moment[i + 1] ?? 0]);
  }
  shares.sort((a, b) => b[1] - a[1]);
  const row = (name: string, kib: number): [string, string] => [
    name,
    `${size(kib)}  ${formatShare(kib, total).padStart(4, '\u2007')}`,
  ];
  const rows = shares
    .slice(0, MOST_IN_TOOLTIP)
    .map(([task, kib]) => row(data.tasks[task]?.id ?? '', kib));
  const nx = moment[2] ?? 0;
  const others = shares.length - rows.length;
  return [
    [`at ${tick(time, data.durationMs)}`, size(total)],
    ...rows,
    ...(others > 0 ? [[`and ${others} more`, ''] as const] : []),
    ...(nx > 0 ? [row('nx itself', nx)] : []),
  ];
}

/** What the colours mean. */
function legend(heaviest: number, hasNx: boolean): HTMLElement {
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
    ...(hasNx ? [element('i', { class: 'nx', 'aria-hidden': 'true' }), 'nx itself'] : []),
  );
}

function chartLabel({ peak, limit }: PageData): string {
  return peak === undefined
    ? 'No task was sampled.'
    : `Memory over time. Peak ${size(peak.kib)} at ${formatOffset(peak.at)}` +
        `${limit ? ` of ${size(limit.kib)}` : ''}. Arrow keys move through time, p goes to the peak.`;
}
