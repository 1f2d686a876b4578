/** A schema of one value, as JSON Schema (draft 7) writes it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What values a setting takes, and how they are written. */
export interface ValueType<T> {
  /** A JSON value of `nx-peak.json`; undefined when it is none of these. */
  parse(value: unknown): T | undefined;
  /** The text of an environment variable as the JSON value that it stands for. */
  fromText(text: string): unknown;
  /** Completes the sentence "it must be ...". */
  readonly expected: string;
  readonly schema: JsonSchema;
}

/** A whole number within bounds. @param unit what it counts, e.g. `of milliseconds` */
export function wholeNumber(least: number, most: number, unit?: string): ValueType<number> {
  return {
    parse: (value) =>
      typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
        ? value
        : undefined,
    fromText: (text) => (/^\d+$/.test(text) ? Number(text) : text),
    expected: `a whole number${unit === undefined ? '' : ` ${unit}`} from ${least} to ${most}`,
    schema: { type: 'integer', minimum: least, maximum: most },
  };
}

/** `true` or `false`; an environment variable may also say `1` or `0`, as the switch may. */
export const trueOrFalse: ValueType<boolean> = {
  parse: (value) => (typeof value === 'boolean' ? value : undefined),
  fromText: (text) => ({ true: true, '1': true, false: false, '0': false })[text] ?? text,
  expected: 'true or false',
  schema: { type: 'boolean' },
};

/** One of several words. */
export function oneOf<Word extends string>(words: readonly Word[]): ValueType<Word> {
  return {
    parse: (value) => words.find((word) => word === value),
    fromText: (text) => text,
    expected: `one of ${words.join(', ')}`,
    schema: { enum: words },
  };
}

const PATTERN: JsonSchema = { type: 'string', minLength: 1, format: 'regex' };

/** One regular expression (in an environment variable always one) or a list of them. */
export const patterns: ValueType<readonly RegExp[]> = {
  parse(value) {
    try {
      return [value].flat().map((source) => {
        if (typeof source !== 'string' || source === '') {
          throw new TypeError('not a pattern');
        }
        return new RegExp(source);
      });
    } catch {
      return undefined; // the caller reports the value
    }
  },
  fromText: (text) => text,
  expected: 'a regular expression or a list of them',
  schema: { anyOf: [PATTERN, { type: 'array', items: PATTERN }] },
};
