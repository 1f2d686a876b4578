/**
 * What a CI system says of the job that runs now, in its own words: addresses and names as they are
 * in its variables. Every field is absent where it does not say it.
 */
export interface CiFacts {
  /** The URL of the repository. */
  readonly repository?: string | undefined;
  /** The branch built; of a pull request its source branch. */
  readonly branch?: string | undefined;
  readonly commit?: string | undefined;
  /** The branch that a pull request is to be merged into. */
  readonly base?: string | undefined;
  /** The address of the run of the pipeline or workflow. */
  readonly pipeline?: string | undefined;
  readonly job?: string | undefined;
  /** The address of the page of the job, where it has one beside that of the pipeline. */
  readonly url?: string | undefined;
  readonly runner?: string | undefined;
  /** What is built here, as far as it matters to trust. */
  readonly build: CiBuild;
}

/**
 * - `branch`: the state of a branch after a push, by schedule or by hand
 * - `pull-request`: a proposed change, of this repository or of a fork
 * - `unknown`: a tag, or an event whose code is not that of the branch it names
 */
export type CiBuild =
  | {
      readonly kind: 'branch';
      /** Whether the branch is protected; undefined where CI does not say it. */
      readonly protected?: boolean | undefined;
      /** The name of the default branch; undefined where CI does not say it. */
      readonly defaultBranch?: string | undefined;
    }
  | {
      readonly kind: 'pull-request';
      /** Whether the change comes from another repository; undefined where CI does not say it. */
      readonly fromFork: boolean | undefined;
    }
  | { readonly kind: 'unknown' };

/** Reads the variables of one CI system. */
export type ReadCi = (env: NodeJS.ProcessEnv) => CiFacts;

/** The name of a branch: `refs/heads/main` and `main` are `main`. */
export function branchName(ref: string | undefined): string | undefined {
  return nonEmpty(ref?.replace(/^refs\/heads\//, ''));
}

/** The value of a variable; what does not apply may be set without one. */
export function nonEmpty(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}
