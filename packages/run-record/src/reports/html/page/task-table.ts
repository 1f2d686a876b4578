import { csv } from '../../../formats/csv';
import { formatDuration, formatOffset } from '../../../formats/format-duration';
import type { PageData, PageTask } from '../page-data';
import { element } from './dom';
import { size } from './sizes';
import type { View } from './view';

/** Rows that are drawn at first, and added each time more are asked for. */
const PAGE_ROWS = 200;

interface Column {
  readonly label: string;
  readonly isMeasurement: boolean;
  /** Left out where there is little room. */
  readonly isMinor?: boolean;
  readonly value: (task: PageTask) => string | number | undefined;
  readonly text: (task: PageTask) => string;
}

const COLUMNS: readonly Column[] = [
  { label: 'Task', isMeasurement: false, value: ({ id }) => id, text: ({ id }) => id },
  {
    label: 'Peak',
    isMeasurement: true,
    value: ({ peak }) => peak,
    text: ({ peak, why }) => (peak === undefined ? (why ?? '') : size(peak)),
  },
  {
    label: 'At run peak',
    isMeasurement: true,
    isMinor: true,
    value: ({ atRunPeak }) => atRunPeak,
    text: ({ atRunPeak }) => (atRunPeak === undefined ? '' : size(atRunPeak)),
  },
  {
    label: 'Time',
    isMeasurement: true,
    value: durationOf,
    text: (task) => {
      const duration = durationOf(task);
      return duration === undefined ? '' : formatDuration(duration);
    },
  },
  {
    label: 'Started',
    isMeasurement: true,
    isMinor: true,
    value: ({ from }) => from,
    text: ({ from }) => (from === undefined ? '' : formatOffset(from)),
  },
  {
    label: 'Status',
    isMeasurement: false,
    value: ({ status }) => status,
    text: ({ status }) => status,
  },
];

/** All tasks: to sort by any column, to search, to take along as a file. */
export function taskTable(data: PageData, view: View): HTMLElement {
  const heaviest = Math.max(1, ...data.tasks.map(({ peak = 0 }) => peak));
  let [column, direction] = [1, -1];
  let limit = PAGE_ROWS;
  const search = element('input', {
    type: 'search',
    placeholder: 'Search tasks',
    'aria-label': 'Search tasks',
    spellcheck: 'false',
  });
  const count = element('span', { class: 'muted num', role: 'status' });
  const download = element('button', { type: 'button', class: 'quiet' }, 'Download CSV');
  const heads = COLUMNS.map(({ label, isMeasurement, isMinor }, index) => {
    const button = element('button', { type: 'button' }, label);
    button.addEventListener('click', () => {
      direction = index === column ? -direction : isMeasurement ? -1 : 1;
      column = index;
      draw();
    });
    return element('th', { class: classOf(isMeasurement, isMinor), scope: 'col' }, button);
  });
  const body = element('tbody');
  const more = element('button', { type: 'button', class: 'quiet more' }, 'Show more');
  more.addEventListener('click', () => {
    limit += PAGE_ROWS;
    draw();
  });
  search.addEventListener('input', () => {
    limit = PAGE_ROWS;
    draw();
  });
  download.addEventListener('click', () => {
    save('tasks.csv', csvOf(found(data, search.value, column, direction)));
  });

  const draw = (): void => {
    const tasks = found(data, search.value, column, direction);
    heads.forEach((head, index) => {
      head.setAttribute(
        'aria-sort',
        index !== column ? 'none' : direction > 0 ? 'ascending' : 'descending',
      );
    });
    body.replaceChildren(...tasks.slice(0, limit).map((found) => row(found, heaviest, view)));
    count.textContent =
      tasks.length === data.tasks.length
        ? `${tasks.length} tasks`
        : `${tasks.length} of ${data.tasks.length} tasks`;
    more.hidden = tasks.length <= limit;
  };
  view.onChange(() => {
    for (const line of body.rows) {
      const index = Number(line.dataset['task']);
      line.classList.toggle('selected', index === view.selected);
      line.classList.toggle('hovered', index === view.hovered);
      line.querySelector('button')?.setAttribute('aria-pressed', String(index === view.selected));
    }
  });
  body.addEventListener('pointerover', (event) => {
    view.hover(rowUnder(event));
  });
  body.addEventListener('pointerleave', () => {
    view.hover(undefined);
  });
  body.addEventListener('click', (event) => {
    const task = rowUnder(event);
    if (task !== undefined) {
      view.select(task);
    }
  });
  draw();
  return element(
    'section',
    { class: 'card', 'aria-label': 'All tasks' },
    element('div', { class: 'controls' }, element('h2', {}, 'Tasks'), count, search, download),
    element(
      'div',
      { class: 'scroll' },
      element('table', { class: 'tasks' }, element('thead', {}, element('tr', {}, ...heads)), body),
    ),
    more,
  );
}

interface FoundTask {
  readonly task: PageTask;
  readonly index: number;
}

function found(data: PageData, text: string, column: number, direction: number): FoundTask[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const { value } = COLUMNS[column] ?? { value: () => undefined };
  return data.tasks
    .map((task, index) => ({ task, index }))
    .filter(({ task }) => {
      const haystack = `${task.id} ${task.status}`.toLowerCase();
      return words.every((word) => haystack.includes(word));
    })
    .sort((a, b) => {
      const [one, other] = [value(a.task), value(b.task)];
      if (one === undefined || other === undefined) {
        return Number(one === undefined) - Number(other === undefined); // unknown ones go last
      }
      return direction * (one < other ? -1 : one > other ? 1 : 0);
    });
}

function row({ task, index }: FoundTask, heaviest: number, view: View): HTMLTableRowElement {
  const cells = COLUMNS.map(({ isMeasurement, isMinor, text }, column) => {
    if (column === 0) {
      const isSelected = index === view.selected;
      const button = element(
        'button',
        { type: 'button', class: 'task', 'aria-pressed': String(isSelected) },
        text(task),
      );
      return element('td', {}, button);
    }
    const cell = element('td', { class: classOf(isMeasurement, isMinor) });
    if (column === 1 && task.peak !== undefined) {
      // eslint-disable-next-line nx-peak/retired-words -- an HTML element
      const bar = element('meter', {
        min: '0',
        max: String(heaviest),
        value: String(task.peak),
        'aria-hidden': 'true',
      });
      cell.append(bar);
    }
    cell.append(column === 1 ? element('span', { class: 'figure' }, text(task)) : text(task));
    if (column === 1 && task.peak === undefined) {
      cell.classList.add('muted');
    }
    if (column === COLUMNS.length - 1 && task.bad === true) {
      cell.classList.add('bad');
    }
    return cell;
  });
  const line = element('tr', { 'data-task': String(index) }, ...cells);
  line.classList.toggle('selected', index === view.selected);
  return line;
}

function classOf(isMeasurement: boolean, isMinor = false): string {
  return [...(isMeasurement ? ['num'] : []), ...(isMinor ? ['minor'] : [])].join(' ');
}

function rowUnder(event: Event): number | undefined {
  const line = event.target instanceof Element ? event.target.closest('tr') : null;
  return line === null ? undefined : Number(line.dataset['task']);
}

function durationOf({ from, to }: PageTask): number | undefined {
  return from === undefined || to === undefined ? undefined : to - from;
}

/** What the table shows now, in its order. */
function csvOf(tasks: readonly FoundTask[]): string {
  return csv([
    ['task', 'status', 'peak_kib', 'at_run_peak_kib', 'started_seconds', 'duration_seconds'],
    ...tasks.map(({ task }) => {
      const duration = durationOf(task);
      return [
        task.id,
        task.status,
        task.peak,
        task.atRunPeak,
        task.from === undefined ? undefined : task.from / 1000,
        duration === undefined ? undefined : duration / 1000,
      ];
    }),
  ]);
}

function save(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = element('a', { href: address, download: name });
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(address);
  }, 1000);
}
