import { formatShare } from '../../../formats/format-bytes';
import { formatDuration } from '../../../formats/format-duration';
import type { PageData } from '../page-data';
import { diagnosesList } from './diagnoses';
import { element } from './dom';
import { lanesView } from './lanes';
import { size } from './sizes';
import { taskDetail } from './task-detail';
import { taskTable } from './task-table';
import { themeSwitch } from './theme';
import { timelineChart } from './timeline-chart';
import { View } from './view';

const data = JSON.parse(document.getElementById('data')?.textContent ?? '{}') as PageData;
const page = document.getElementById('page');
const view = new View(
  { from: 0, to: Math.max(1, data.durationMs) },
  data.tasks.length > 0 ? 0 : undefined,
);

page?.append(
  header(),
  ...data.notes.map((note) => element('p', { class: 'note', role: 'note' }, note)),
  ...diagnosesList(data, view),
  numbers(),
  data.timeline.length > 0
    ? element(
        'section',
        { class: 'card', 'aria-label': 'Memory over time' },
        timelineChart(data, view),
        lanesView(data, view),
      )
    : element('p', { class: 'note' }, 'There are no samples of this run, so there is no curve.'),
  ...(data.tasks.length > 0 ? [taskDetail(data, view), taskTable(data, view)] : []),
);
document.documentElement.dataset['ready'] = 'true';

function header(): HTMLElement {
  return element(
    'header',
    {},
    element(
      'div',
      { class: 'title' },
      element('p', { class: 'eyebrow' }, 'Memory of a run'),
      element('h1', {}, data.command),
    ),
    themeSwitch(),
    element(
      'dl',
      { class: 'facts' },
      ...data.facts.map(([label, value]) =>
        element('div', {}, element('dt', {}, label), element('dd', {}, value)),
      ),
    ),
  );
}

/** What most people come for, in large type. */
function numbers(): HTMLElement {
  const { peak, limit, tasks, nxItself } = data;
  const heaviest = tasks[0];
  const sampled = tasks.filter((task) => task.peak !== undefined).length;
  return element(
    'div',
    { class: 'numbers' },
    peak === undefined
      ? undefined
      : number(
          peak.nxKib === undefined ? 'Peak of all tasks' : 'Peak of tasks and nx',
          size(peak.kib),
          // The parts first: the end of a long note is cut off.
          (peak.nxKib === undefined
            ? ''
            : `tasks ${size(peak.tasksKib)}, nx itself ${size(peak.nxKib)}, `) +
            `${formatDuration(peak.at)} into the run`,
        ),
    peak === undefined || limit === undefined
      ? undefined
      : number(
          `Of the ${limit.kind === 'container' ? 'container’s' : 'machine’s'} ${size(limit.kib)}`,
          formatShare(peak.kib, limit.kib),
          `${size(Math.max(0, limit.kib - peak.kib))} to spare`,
        ),
    heaviest?.peak === undefined
      ? undefined
      : number('Heaviest task', size(heaviest.peak), heaviest.id),
    nxItself === undefined
      ? undefined
      : number(
          'Nx itself',
          size(nxItself.peak),
          nxItself.parts.map(([name, kib]) => `${name} ${size(kib)}`).join(', '),
        ),
    number('Tasks sampled', String(sampled), `of ${tasks.length}`),
  );
}

function number(label: string, value: string, note: string): HTMLElement {
  return element(
    'div',
    { class: 'number' },
    element('span', { class: 'label' }, label),
    element('strong', { class: 'num' }, value),
    element('span', { class: 'muted ellipsis', title: note }, note),
  );
}
