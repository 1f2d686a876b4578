export interface RunSource {
  readonly repository?: string;
  readonly branch?: string;
  readonly commit?: string;
  readonly base?: string;
  readonly ci?: CiJob;
}
export interface CiJob {
  readonly provider: string;
  readonly pipeline?: string;
  readonly job?: string;
  readonly runner?: string;
  readonly trusted?: boolean;
}
