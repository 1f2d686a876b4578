import { formatDuration, formatOffset } from '../../../formats/format-duration';
import type { PageData, PageTask } from '../page-data';
import { decoded, smallCurve } from './curve';
import { element, svg } from './dom';
import { size } from './sizes';
import { AXIS_WIDTH, RIGHT_MARGIN } from './layout';
import { Tooltip } from './tooltip';
import type { View } from './view';

/** Wide enough for a name, in CSS pixels a character. */
const CHARACTER = 6.4;

/** Every task that ran as a bar, aligned with the chart above. */
export function lanesView(data: PageData, view: View): HTMLElement {
  const heaviest = Math.max(1, ...data.tasks.map(({ peak = 0 }) => peak));
  const row = data.lanes <= 10 ? 24 : data.lanes <= 20 ? 16 : 8;
  const gap = row > 8 ? 3 : 1;
  const height = data.lanes * row;
  const image = svg('svg', { height: String(height), 'aria-hidden': 'true' });
  const bars = data.tasks.flatMap((task, index) => {
    if (task.lane === undefined || task.from === undefined || task.to === undefined) {
      return [];
    }
    const step = Math.floor(Math.sqrt((task.peak ?? 0) / heaviest) * 6) + 1;
    const rect = svg('rect', {
      'data-task': String(index),
      class: `bar ${task.peak === undefined ? 'ramp-0' : `ramp-${Math.min(6, step)}`}`,
      y: String(task.lane * row + 1),
      height: String(row - gap),
      rx: row > 8 ? '3' : '1',
    });
    const text =
      row >= 16
        ? svg(
            'text',
            {
              class: step >= 4 ? 'on-heavy' : 'on-light',
              y: String(task.lane * row + row / 2 + 0.5),
            },
            '',
          )
        : undefined;
    return [{ task, index, rect, text, from: task.from, to: task.to, lane: task.lane }];
  });
  for (const { rect, text } of bars) {
    image.append(rect);
    if (text !== undefined) {
      image.append(text);
    }
  }
  const said = element('div', { class: 'unseen', role: 'status' });
  const box = element(
    'div',
    {
      class: 'lanes',
      tabindex: '0',
      role: 'group',
      'aria-label': 'Tasks over time. Arrow keys go from task to task.',
    },
    image,
    said,
  );
  const tooltip = new Tooltip(box);

  const layOut = (): void => {
    const plot = Math.max(1, box.clientWidth - AXIS_WIDTH - RIGHT_MARGIN);
    const { from: min, to: max } = view.window;
    const x = (time: number): number =>
      AXIS_WIDTH + Math.min(1, Math.max(0, (time - min) / (max - min))) * plot;
    image.setAttribute('width', String(box.clientWidth));
    for (const { task, rect, text, from, to } of bars) {
      const isOutside = to < min || from > max;
      const left = x(from);
      const width = Math.max(1.5, x(to) - left - 1);
      rect.setAttribute('x', left.toFixed(1));
      rect.setAttribute('width', isOutside ? '0' : width.toFixed(1));
      if (text !== undefined) {
        const label = isOutside ? '' : fitting(task, width);
        text.setAttribute('x', (left + 6).toFixed(1));
        if (text.textContent !== label) {
          text.textContent = label;
        }
      }
    }
  };
  const mark = (): void => {
    for (const { index, rect } of bars) {
      rect.classList.toggle('selected', index === view.selected);
      rect.classList.toggle('hovered', index === view.hovered);
    }
  };
  let shown = view.window;
  view.onChange(() => {
    mark();
    if (shown !== view.window) {
      shown = view.window;
      layOut();
    }
  });
  mark();
  new ResizeObserver(layOut).observe(box);

  box.addEventListener('pointermove', (event) => {
    const task = taskUnder(event);
    view.hover(task);
    const about = data.tasks[task ?? -1];
    if (about === undefined) {
      tooltip.hide();
    } else {
      const { left } = box.getBoundingClientRect();
      const place = { x: event.clientX - left, y: ((about.lane ?? 0) + 1) * row + 6 };
      tooltip.show(describe(about), place, smallCurve(decoded(about.curve)), processes(about));
    }
  });
  box.addEventListener('pointerleave', () => {
    view.hover(undefined);
    tooltip.hide();
  });
  box.addEventListener('click', (event) => {
    const task = taskUnder(event);
    if (task !== undefined) {
      view.select(task);
    }
  });
  const inTime = [...bars].sort((a, b) => a.from - b.from || a.lane - b.lane);
  box.addEventListener('keydown', (event) => {
    const now = inTime.findIndex(({ index }) => index === view.selected);
    const next = { ArrowRight: now + 1, ArrowDown: now + 1, ArrowLeft: now - 1, ArrowUp: now - 1 }[
      event.key
    ];
    const bar = next === undefined ? undefined : inTime[Math.max(0, next)];
    if (bar !== undefined) {
      event.preventDefault();
      view.select(bar.index);
      said.textContent = describe(bar.task).flat().join(', ');
    }
  });
  return box;
}

function taskUnder(event: Event): number | undefined {
  const value = event.target instanceof Element ? event.target.getAttribute('data-task') : null;
  return value === null ? undefined : Number(value);
}

function fitting({ id, peak }: PageTask, width: number): string {
  const room = Math.floor((width - 10) / CHARACTER);
  const full = peak === undefined ? id : `${id}  ${size(peak)}`;
  return full.length <= room ? full : id.length <= room ? id : '';
}

function describe(task: PageTask): [string, string][] {
  const { id, peak, why, from = 0, to = 0, status } = task;
  return [
    [id, peak === undefined ? (why ?? '') : size(peak)],
    [`${status}, from ${formatOffset(from)}`, formatDuration(to - from)],
  ];
}

const MOST_PROCESSES = 3;

/** The largest processes at the peak, for a tooltip. */
function processes({ processes: list = [] }: PageTask): HTMLElement | undefined {
  return list.length === 0
    ? undefined
    : element(
        'ul',
        {},
        ...list
          .slice(0, MOST_PROCESSES)
          .map(([, kib, name, command]) =>
            element(
              'li',
              {},
              element('span', { class: 'num' }, size(kib)),
              element('span', { class: 'ellipsis' }, command === '' ? name : command),
            ),
          ),
        list.length > MOST_PROCESSES
          ? element('li', { class: 'muted' }, `and ${list.length - MOST_PROCESSES} more`)
          : undefined,
      );
}
