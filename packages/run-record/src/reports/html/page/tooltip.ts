import { element } from './dom';

/** A box beside what is pointed at: a heading and its measurement, and rows of the same kind below. */
export class Tooltip {
  readonly #box: HTMLElement;
  readonly #parent: HTMLElement;

  constructor(parent: HTMLElement) {
    this.#parent = parent;
    this.#box = element('div', { class: 'tooltip', role: 'status', hidden: '' });
    parent.append(this.#box);
  }

  /**
   * @param at within the parent, in CSS pixels
   * @param below what comes after the rows
   */
  show(
    rows: readonly (readonly [string, string])[],
    at: { readonly x: number; readonly y: number },
    ...below: readonly (Element | undefined)[]
  ): void {
    this.#box.replaceChildren(
      ...rows.map(([label, value]) =>
        element('div', {}, element('span', {}, label), element('span', { class: 'num' }, value)),
      ),
      ...below.filter((part) => part !== undefined),
    );
    this.#box.hidden = false;
    const { offsetWidth: width } = this.#box;
    const room = this.#parent.clientWidth;
    const x = at.x + 14 + width <= room ? at.x + 14 : Math.max(0, at.x - 14 - width);
    this.#box.style.transform = `translate(${Math.round(x)}px, ${Math.round(at.y)}px)`;
  }

  hide(): void {
    this.#box.hidden = true;
  }
}
