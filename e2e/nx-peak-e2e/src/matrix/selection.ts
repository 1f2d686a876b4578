import { lineOf } from '../support/nx-versions';
import { kinds, statuses, type Kind, type Status } from './kinds';
import { styles, type Style } from './styles';

/** The part of the matrix that is run. */
export interface Selection {
  readonly versions: readonly string[];
  readonly styles: readonly Style[];
  readonly kinds: readonly Kind[];
  readonly statuses: readonly Status[];
  /** Whether it is all there is. */
  readonly isComplete: boolean;
}

/**
 * What `PEAK_E2E_ONLY` asks for: words that name versions (`22.7` or `22.7.12`), styles, kinds and
 * statuses by their keys, in any order. Of what is not named, all is run.
 */
export function selectionOf(words: string, versions: readonly string[]): Selection {
  const asked = words.split(/\s+/).filter((word) => word !== '');
  const pick = <Item>(items: readonly Item[], namesOf: (item: Item) => readonly string[]) => {
    const picked = items.filter((item) => namesOf(item).some((name) => asked.includes(name)));
    return picked.length === 0 ? items : picked;
  };
  const known = [
    ...versions.flatMap((version) => [version, lineOf(version)]),
    ...styles.map(({ key }) => key),
    ...kinds,
    ...statuses,
  ];
  const unknown = asked.filter((word) => !known.includes(word));
  if (unknown.length > 0) {
    const names = [...new Set(known)].join(' ');
    throw new Error(`PEAK_E2E_ONLY names ${unknown.join(', ')}; there are: ${names}`);
  }
  return {
    versions: pick(versions, (version) => [version, lineOf(version)]),
    styles: pick(styles, ({ key }) => [key]),
    kinds: pick(kinds, (kind) => [kind]),
    statuses: pick(statuses, (status) => [status]),
    isComplete: asked.length === 0,
  };
}
