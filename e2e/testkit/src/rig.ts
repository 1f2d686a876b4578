import type { Attempt } from './attempt';

/** What tests need and leave nothing of, however they end. */
export interface Rig {
  /** Once before the first test, or before each. */
  setUp?(): Promise<void> | void;
  /** After each test: what that test has left running. */
  tidy?(): Promise<void> | void;
  /** After the last test, or after each; also when it was not set up, or not wholly. */
  dispose(): Promise<void> | void;
}

/** The rigs of this file that are set up, the newest last: what stands on another goes first. */
const live: Record<'all' | 'each', Rig[]> = { all: [], each: [] };

/** Sets it up once for all tests of the file, or of the `describe` in which this is called. */
export function forAllTests<R extends Rig>(rig: R): R {
  beforeAll(() => setUp(rig, live.all));
  afterEach(() => rig.tidy?.());
  afterAll(() => live.all.pop()?.dispose());
  return rig;
}

/** Sets it up anew for every test of the file, or of the `describe` in which this is called. */
export function forEachTest<R extends Rig>(rig: R): R {
  beforeEach(() => setUp(rig, live.each));
  afterEach(() => live.each.pop()?.dispose());
  return rig;
}

function setUp(rig: Rig, among: Rig[]): Promise<void> | void {
  among.push(rig); // also what could not be set up is disposed
  return rig.setUp?.();
}

/** Sets up what may be impossible here; its tests are declared by `describeWith` or `itWith`. */
export function forAllTestsIfThere<R extends Rig>(attempt: Attempt<R>): Attempt<R> {
  if (attempt.kind === 'there') {
    forAllTests(attempt.value);
  }
  return attempt;
}

/** Sets it up for as long as an action takes. */
export async function during<R extends Rig, T>(
  rig: R,
  action: (rig: R) => Promise<T> | T,
): Promise<T> {
  try {
    await rig.setUp?.();
    return await action(rig);
  } finally {
    await rig.dispose();
  }
}

type Declare = (name: string, body: () => void) => void;

/**
 * `describe`, or the same skipped where something is missing. The reason stands in its name, where the
 * line that counts all tests finds it: a test that was not run is never passed over in silence.
 */
export function describeWith(needed: Attempt<unknown>): Declare {
  return (name, body) => {
    if (needed.kind === 'there') {
      describe(name, body);
    } else {
      describe.skip(`${name} ${skipped(needed.reason)}`, body);
    }
  };
}

/** `it`, or the same skipped where something is missing, with the reason in its name. */
export function itWith(
  needed: Attempt<unknown>,
): (name: string, body: () => Promise<void> | void) => void {
  return (name, body) => {
    const run = async (): Promise<void> => {
      await body();
    };
    if (needed.kind === 'there') {
      it(name, run);
    } else {
      it.skip(`${name} ${skipped(needed.reason)}`, run);
    }
  };
}

function skipped(reason: string): string {
  return `[skipped: ${reason}]`;
}
