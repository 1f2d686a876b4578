import { element } from './dom';

export type ThemeChoice = 'auto' | 'light' | 'dark';

const CHOICES: readonly ThemeChoice[] = ['auto', 'light', 'dark'];
const KEY = 'nx-peak-theme';

/** The colours that are drawn rather than styled. */
export interface Colours {
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  readonly surface: string;
  readonly accent: string;
  readonly limit: string;
  /** The colour of nx itself, which no task has. */
  readonly nx: string;
  /** The colours from the lightest task to the heaviest: one hue, so that no eye mixes them up. */
  readonly ramp: readonly string[];
}

/** The colours of the theme that is on. */
export function colours(): Colours {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    text: of('text'),
    muted: of('muted'),
    grid: of('grid'),
    surface: of('surface'),
    accent: of('accent'),
    limit: of('limit'),
    nx: of('nx'),
    ramp: [1, 2, 3, 4, 5, 6].map((step) => of(`ramp-${step}`)),
  };
}

/** The colour of a peak, by its part of the largest. */
export function rampColour(ramp: readonly string[], part: number): string {
  // By the square root: the many small tasks differ, too.
  const step = Math.floor(Math.sqrt(Math.min(1, Math.max(0, part))) * ramp.length);
  return ramp[Math.min(ramp.length - 1, step)] ?? '';
}

/** The switch of the theme: as the system has it, light, dark. */
export function themeSwitch(): HTMLElement {
  const buttons = CHOICES.map((choice) =>
    element('button', { type: 'button', 'data-theme-choice': choice }, label(choice)),
  );
  const show = (chosen: ThemeChoice): void => {
    if (chosen === 'auto') {
      document.documentElement.removeAttribute('data-theme');
    } else {
      document.documentElement.setAttribute('data-theme', chosen);
    }
    buttons.forEach((button, index) => {
      button.setAttribute('aria-pressed', String(CHOICES[index] === chosen));
    });
    document.dispatchEvent(new Event('themechange'));
  };
  buttons.forEach((button, index) => {
    button.addEventListener('click', () => {
      const chosen = CHOICES[index] ?? 'auto';
      remember(chosen);
      show(chosen);
    });
  });
  show(remembered());
  return element('div', { class: 'segments', role: 'group', 'aria-label': 'Theme' }, ...buttons);
}

/** Calls back when other colours are on: the switch, the system's setting, the printer. */
export function onThemeChange(listener: () => void): void {
  document.addEventListener('themechange', listener);
  for (const query of ['(prefers-color-scheme: dark)', 'print']) {
    matchMedia(query).addEventListener('change', listener);
  }
}

function label(choice: ThemeChoice): string {
  return choice.charAt(0).toUpperCase() + choice.slice(1);
}

function remembered(): ThemeChoice {
  try {
    const value = localStorage.getItem(KEY);
    return CHOICES.find((choice) => choice === value) ?? 'auto';
  } catch {
    return 'auto'; // a page from disk may have no storage
  }
}

function remember(choice: ThemeChoice): void {
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    return; // it holds until the page is closed
  }
}
