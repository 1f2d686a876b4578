import { createInterface } from 'node:readline';

/** Reads a stream line by line; undefined at its end. */
export class Lines {
  readonly #iterator: AsyncIterator<string>;

  constructor(stream: NodeJS.ReadableStream) {
    this.#iterator = createInterface({ input: stream })[Symbol.asyncIterator]();
  }

  async next(): Promise<string | undefined> {
    const result = await this.#iterator.next();
    return result.done === true ? undefined : result.value;
  }
}
