import type { PageData } from '../page-data';
import { element } from './dom';
import type { View } from './view';

/** More than these are found in the table. */
const MOST = 10;

/**
 * The tasks that ran out of memory or were killed, each a button that shows the task; nothing where
 * there are none.
 */
export function diagnosesList({ tasks }: PageData, view: View): HTMLElement[] {
  const died = [...tasks.entries()].flatMap(([index, { id, diagnosis }]) =>
    diagnosis === undefined ? [] : [{ index, id, headline: diagnosis.headline }],
  );
  if (died.length === 0) {
    return [];
  }
  const rows = died.slice(0, MOST).map(({ index, id, headline }) => {
    const button = element('button', { type: 'button', class: 'quiet' }, id);
    button.addEventListener('click', () => {
      view.select(index);
    });
    return element('li', {}, button, ` ${headline}`);
  });
  return [
    element(
      'section',
      { class: 'note diagnoses', 'aria-label': 'Why tasks died' },
      element('h2', {}, 'Why tasks died'),
      element('ul', {}, ...rows),
      died.length > MOST ? element('p', {}, `and ${died.length - MOST} more`) : undefined,
    ),
  ];
}
