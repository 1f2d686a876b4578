import { ContenderProcess } from './contender-process';
import type { ContenderFigure } from './contender';
import { CONTENDERS, type ContenderName } from './names';

export type Figures = Readonly<Record<ContenderName, ContenderFigure>>;

/** All contenders, each in its process, measuring the same tasks at the same time. */
export class ContenderGroup {
  readonly #contenders: readonly ContenderProcess[];

  private constructor(contenders: readonly ContenderProcess[]) {
    this.#contenders = contenders;
  }

  static async start(): Promise<ContenderGroup> {
    const contenders = CONTENDERS.map((name) => new ContenderProcess(name));
    await Promise.all(contenders.map((contender) => contender.ask('start', {})));
    return new ContenderGroup(contenders);
  }

  /** Resolves when all of them have begun. */
  async track(
    id: string,
    pid: number,
    environment: Readonly<Record<string, string>>,
  ): Promise<void> {
    await Promise.all(
      this.#contenders.map((contender) => contender.ask('track', { id, pid, environment })),
    );
  }

  async stop(id: string): Promise<Figures> {
    const figures = await Promise.all(
      this.#contenders.map(async (contender) => {
        const [figure] = await contender.ask('stop', { ids: [id] });
        return [contender.name, figure] as const;
      }),
    );
    return Object.fromEntries(figures) as Figures;
  }

  async end(): Promise<void> {
    await Promise.all(this.#contenders.map((contender) => contender.end()));
  }
}
