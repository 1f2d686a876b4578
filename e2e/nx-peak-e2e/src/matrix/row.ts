import { exceptionOf, type Cell } from './exceptions';
import { withoutUs } from './without-us';
import { problemsOf, problemsOfRun } from './check-cell';
import { performAll, type Evidences } from './perform-all';
import { ordersOf, runKindOf } from './runs';
import type { Selection } from './selection';
import type { Style } from './styles';

/** What came of a cell. */
export interface CellResult extends Cell {
  readonly mark: 'passed' | 'failed' | 'listed' | 'n/a';
  /** Why it is listed or n/a. */
  readonly reason?: string;
  /** Why it failed. */
  readonly problems: readonly string[];
}

/** A row of the matrix. */
export interface Row {
  readonly version: string;
  readonly style: Style;
}

/** Runs all that one version shows in one style, and checks every cell of it that is selected. */
export async function resultsOf(
  { version, style }: Row,
  { kinds, statuses }: Pick<Selection, 'kinds' | 'statuses'>,
): Promise<CellResult[]> {
  const cells = kinds.flatMap((kind) =>
    statuses.map((status): Cell => ({ version, style, kind, status })),
  );
  const orders = ordersOf(cells.filter((cell) => exceptionOf(cell)?.mark !== 'n/a'));
  const ours = await performAll(orders, true);
  const plain = await withoutUs(orders);
  return cells.map((cell) => resultOf(cell, ours, plain));
}

function resultOf(cell: Cell, ours: Evidences, plain: Evidences): CellResult {
  const exception = exceptionOf(cell);
  const problems = exception?.mark === 'n/a' ? [] : problemsIn(cell, ours, plain);
  return {
    ...cell,
    mark: problems.length > 0 ? 'failed' : (exception?.mark ?? 'passed'),
    ...(exception === undefined ? {} : { reason: exception.reason }),
    problems,
  };
}

function problemsIn(cell: Cell, ours: Evidences, plain: Evidences): string[] {
  const [our, their] = [ours, plain].map((all) => all.get(runKindOf[cell.status]));
  if (our === undefined || our instanceof Error) {
    return [our?.message ?? 'did not run'];
  }
  if (their === undefined || their instanceof Error) {
    return [`without nx-peak: ${their?.message ?? 'did not run'}`];
  }
  return [...problemsOf(cell, our), ...problemsOfRun(cell, our, their)];
}
