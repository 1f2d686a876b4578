/** The part of the time that is shown, in milliseconds since the start of the run. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

type Listener = () => void;

/** What the parts of the page share: which task is selected, and which time is shown. */
export class View {
  #selected: number | undefined;
  #hovered: number | undefined;
  #window: Window;
  readonly whole: Window;
  readonly #listeners: Listener[] = [];

  constructor(whole: Window, selected: number | undefined) {
    this.whole = whole;
    this.#window = whole;
    this.#selected = selected;
  }

  /** The number of the task whose details are shown. */
  get selected(): number | undefined {
    return this.#selected;
  }

  /** The number of the task that is pointed at. */
  get hovered(): number | undefined {
    return this.#hovered;
  }

  get window(): Window {
    return this.#window;
  }

  get isZoomed(): boolean {
    return this.#window !== this.whole;
  }

  select(task: number): void {
    this.#selected = task;
    this.#changed();
  }

  hover(task: number | undefined): void {
    if (task !== this.#hovered) {
      this.#hovered = task;
      this.#changed();
    }
  }

  /** @param window the whole run when there is none */
  zoom(window?: Window): void {
    this.#window = window ?? this.whole;
    this.#changed();
  }

  onChange(listener: Listener): void {
    this.#listeners.push(listener);
  }

  #changed(): void {
    for (const listener of this.#listeners) {
      listener();
    }
  }
}
