/** How a call came out. */
type Outcome<Result> =
  | { readonly kind: 'returned'; readonly result: Result }
  | { readonly kind: 'threw'; readonly error: unknown };

/** A call that is made once, however often it is asked for: later requests get its outcome. */
export class Once<Args, Result> {
  readonly #call: (args: Args) => Result;
  readonly #args: Args;
  #outcome: Outcome<Result> | undefined;

  constructor(call: (args: Args) => Result, args: Args) {
    this.#call = call;
    this.#args = args;
  }

  /** Whether the call was made. */
  get isMade(): boolean {
    return this.#outcome !== undefined;
  }

  /**
   * Makes the call unless it was made.
   * @param args other arguments than those it was made for
   * @throws what the call throws, each time
   */
  readonly result = (args?: Args): Result => {
    this.#outcome ??= this.#make(args ?? this.#args);
    if (this.#outcome.kind === 'threw') {
      throw this.#outcome.error;
    }
    return this.#outcome.result;
  };

  /** Whether an error is the one that the call threw. */
  threw(error: unknown): boolean {
    return this.#outcome?.kind === 'threw' && this.#outcome.error === error;
  }

  #make(args: Args): Outcome<Result> {
    try {
      return { kind: 'returned', result: this.#call(args) };
    } catch (error) {
      return { kind: 'threw', error };
    }
  }
}
