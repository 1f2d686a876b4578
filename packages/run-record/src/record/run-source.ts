/** What was run, and where. Every field is absent where it is not known. */
export interface RunSource {
  /** The address of the repository without credentials and `.git`: `github.com/acme/shop`. */
  readonly repository?: string;
  /** Absent when no branch is checked out, and CI names none. */
  readonly branch?: string;
  /** The full hash of the commit checked out. */
  readonly commit?: string;
  /** The branch or commit that this one is to be compared with, e.g. the target of a pull request. */
  readonly base?: string;
  /** Absent outside CI. */
  readonly ci?: CiJob;
  /**
   * Whether the run's code is trusted by the repository: true for a push to its protected or default
   * branch, false for a pull request of a fork. Absent where it is not known.
   */
  readonly trusted?: boolean;
}

/** The CI job that started the run. */
export interface CiJob {
  /** The CI system in kebab case, e.g. `github-actions`; `unknown` where only `CI=true` is known. */
  readonly provider: string;
  /** The id or address of the pipeline or workflow run that the job belongs to. */
  readonly pipeline?: string;
  readonly job?: string;
  /** The page of the job, or of its pipeline where CI names none of the job: http(s), without credentials. */
  readonly url?: string;
  /** The machine or agent that ran the job, as CI names it. */
  readonly runner?: string;
}
