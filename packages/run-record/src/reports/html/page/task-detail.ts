import uPlot from 'uplot';
import { formatShare } from '../../../formats/format-bytes';
import { formatDuration, formatOffset } from '../../../formats/format-duration';
import type { DiagnosisText } from '../../diagnosis-text';
import type { PageData, PageTask } from '../page-data';
import { decoded, type Curve } from './curve';
import { element } from './dom';
import { sizeAxis, timeAxis } from './chart-options';
import { size, tick } from './sizes';
import { colours, onThemeChange } from './theme';
import { Tooltip } from './tooltip';
import type { View } from './view';

const HEIGHT = 180;

/** The selected task: its measurements, its curve, and its processes at the peak. */
export function taskDetail(data: PageData, view: View): HTMLElement {
  const panel = element('section', { class: 'card detail', 'aria-label': 'Selected task' });
  let shown: number | undefined;
  let chart: uPlot | undefined;
  const show = (): void => {
    const task = data.tasks[view.selected ?? -1];
    if (view.selected === shown || task === undefined) {
      return;
    }
    shown = view.selected;
    chart?.destroy();
    chart = undefined;
    const curve = decoded(task.curve);
    const box = element('div', { class: 'chart' });
    panel.replaceChildren(
      element('h2', { class: 'name' }, task.id),
      ...(task.diagnosis === undefined ? [] : [diagnosisNote(task.diagnosis)]),
      measurements(task, data),
      element(
        'div',
        { class: 'columns' },
        curve.times.length > 1
          ? element('div', {}, element('h3', {}, 'Memory over time'), box)
          : element(
              'p',
              { class: 'muted' },
              task.why === undefined ? 'No curve: too few samples.' : `Not sampled: ${task.why}.`,
            ),
        processes(task),
      ),
    );
    if (curve.times.length > 1) {
      chart = curveChart(box, curve);
    }
  };
  view.onChange(show);
  show();
  onThemeChange(() => chart?.redraw(true, true));
  return panel;
}

function curveChart(box: HTMLElement, { times, sizes }: Curve): uPlot {
  const tooltip = new Tooltip(box);
  const highest = Math.max(1, ...sizes);
  const chart = new uPlot(
    {
      width: Math.max(260, box.clientWidth),
      height: HEIGHT,
      padding: [10, 12, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
      scales: { x: { time: false }, y: { range: () => [0, highest * 1.1] } },
      axes: [
        timeAxis(colours, () => (times.at(-1) ?? 0) - (times[0] ?? 0)),
        { ...sizeAxis(colours), space: 36 },
      ],
      series: [
        {},
        {
          stroke: () => colours().accent,
          fill: () => `${colours().accent}22`,
          width: 1.5,
          points: { show: false },
        },
      ],
      hooks: {
        setCursor: [
          (self) => {
            const at = self.cursor.idx;
            if (at == null || (self.cursor.left ?? -1) < 0) {
              tooltip.hide();
            } else {
              tooltip.show(
                [
                  [
                    `at ${tick(times[at] ?? 0, (times.at(-1) ?? 0) - (times[0] ?? 0))}`,
                    size(sizes[at] ?? 0),
                  ],
                ],
                {
                  x: self.over.offsetLeft + (self.cursor.left ?? 0),
                  y: self.over.offsetTop + 8,
                },
              );
            }
          },
        ],
      },
    },
    [times, sizes],
    box,
  );
  new ResizeObserver(() => {
    chart.setSize({ width: Math.max(260, box.clientWidth), height: HEIGHT });
  }).observe(box);
  return chart;
}

function measurements(task: PageTask, { peak }: PageData): HTMLElement {
  const { from, to, atRunPeak } = task;
  const entries: (readonly [string, string | undefined])[] = [
    ['Peak', task.peak === undefined ? undefined : size(task.peak)],
    [
      'At the run’s peak',
      atRunPeak === undefined || peak === undefined
        ? undefined
        : `${size(atRunPeak)}, ${formatShare(atRunPeak, peak.kib)}`,
    ],
    ['Shared pages once', task.unique === undefined ? undefined : size(task.unique)],
    ['Status', task.status],
    ['Started', from === undefined ? undefined : `at ${formatOffset(from)}`],
    ['Took', from === undefined || to === undefined ? undefined : formatDuration(to - from)],
    ['CPU', task.cpuSeconds === undefined ? undefined : `${task.cpuSeconds.toFixed(1)}s`],
    [
      'Method',
      task.method === undefined ? undefined : `${task.method}, ${task.samples ?? 0} samples`,
    ],
    ['May be low', task.caveats?.join(', ')],
  ];
  return element(
    'dl',
    { class: 'facts' },
    ...entries.flatMap(([label, value]) =>
      value === undefined
        ? []
        : [element('div', {}, element('dt', {}, label), element('dd', { class: 'num' }, value))],
    ),
  );
}

function diagnosisNote({ headline, details }: DiagnosisText): HTMLElement {
  return element(
    'div',
    { class: 'note', role: 'note' },
    element('strong', {}, `It ${headline}`),
    ...details.map((detail) => element('p', {}, detail)),
  );
}

function processes(task: PageTask): HTMLElement {
  const list = task.processes;
  if (list === undefined) {
    return element(
      'p',
      { class: 'muted' },
      task.more === true
        ? 'Its processes are in the record, but not in this page: there are too many tasks.'
        : 'The processes at the peak are not known.',
    );
  }
  return element(
    'div',
    {},
    element('h3', {}, 'Processes at the peak'),
    element(
      'div',
      { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': 'Processes at the peak' },
      element(
        'table',
        {},
        element(
          'thead',
          {},
          element(
            'tr',
            {},
            element('th', { class: 'num' }, 'Memory'),
            element('th', { class: 'num' }, 'Pid'),
            element('th', {}, 'Command'),
          ),
        ),
        element(
          'tbody',
          {},
          ...list.map(([pid, kib, name, command]) =>
            element(
              'tr',
              {},
              element('td', { class: 'num' }, size(kib)),
              element('td', { class: 'num muted' }, String(pid)),
              element('td', { class: 'command' }, command === '' ? name : command),
            ),
          ),
        ),
      ),
    ),
  );
}
