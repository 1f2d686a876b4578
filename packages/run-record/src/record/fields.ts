import { RecordError } from './record-error';

/** A value of parsed JSON with the path to it, which errors name. */
export class Field {
  readonly #file: string;
  readonly #path: string;
  readonly #value: unknown;

  constructor(file: string, path: string, value: unknown) {
    this.#file = file;
    this.#path = path;
    this.#value = value;
  }

  get isAbsent(): boolean {
    return this.#value === undefined;
  }

  /** The field of that name below this one, which must be an object. */
  at(name: string): Field {
    const object = this.object();
    const path = this.#path === '' ? name : `${this.#path}.${name}`;
    return new Field(this.#file, path, Object.hasOwn(object, name) ? object[name] : undefined);
  }

  object(): Record<string, unknown> {
    if (typeof this.#value !== 'object' || this.#value === null || Array.isArray(this.#value)) {
      this.refuse('an object');
    }
    return this.#value as Record<string, unknown>;
  }

  /** The elements of a list. */
  list(): Field[] {
    if (!Array.isArray(this.#value)) {
      this.refuse('a list');
    }
    return this.#value.map(
      (element, index) => new Field(this.#file, `${this.#path}[${index}]`, element),
    );
  }

  text(): string {
    return typeof this.#value === 'string' ? this.#value : this.refuse('a text');
  }

  /** @param what the number is, with its unit: `bytes`, `milliseconds since the epoch` */
  count(what: string): number {
    return typeof this.#value === 'number' && Number.isFinite(this.#value) && this.#value >= 0
      ? this.#value
      : this.refuse(`a number >= 0 (${what})`);
  }

  above0(what: string): number {
    return this.count(what) > 0 ? this.count(what) : this.refuse(`a number > 0 (${what})`);
  }

  yesOrNo(): boolean {
    return typeof this.#value === 'boolean' ? this.#value : this.refuse('true or false');
  }

  oneOf<T extends string>(allowed: readonly T[]): T {
    const known = allowed.find((value) => value === this.#value);
    return known ?? this.refuse(`one of ${allowed.join(', ')}`);
  }

  /** Runs the check unless the field is absent. */
  optional(check: (field: Field) => unknown): void {
    if (!this.isAbsent) {
      check(this);
    }
  }

  /** @throws RecordError always */
  refuse(expected: string): never {
    const place = this.#path === '' ? 'the whole file' : `"${this.#path}"`;
    throw new RecordError(
      `${this.#file}: ${place} must be ${expected}, ${this.isAbsent ? 'but is missing' : `got ${excerpt(this.#value)}`}`,
    );
  }
}

function excerpt(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
