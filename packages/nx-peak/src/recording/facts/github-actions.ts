import { readFileSync, statSync } from 'node:fs';
import { nonEmpty, type CiBuild, type CiFacts } from './ci-facts';

/** An event of GitHub is at most 25 MB; those of a push or a pull request are some 10 kB. */
const MOST_EVENT_BYTES = 1024 * 1024;

/**
 * GitHub Actions. Variables: GitHub documentation, "Variables reference", "Default environment
 * variables". The event, of which GITHUB_EVENT_PATH is the file: "Webhook events and payloads".
 */
export function readGitHubActions(env: NodeJS.ProcessEnv): CiFacts {
  const repository = `${env['GITHUB_SERVER_URL'] ?? 'https://github.com'}/${env['GITHUB_REPOSITORY'] ?? ''}`;
  const runId = nonEmpty(env['GITHUB_RUN_ID']);
  const branch = env['GITHUB_REF_TYPE'] === 'branch' ? env['GITHUB_REF_NAME'] : undefined;
  return {
    ...(nonEmpty(env['GITHUB_REPOSITORY']) !== undefined && {
      repository,
      pipeline: runId && `${repository}/actions/runs/${runId}`,
    }),
    branch: nonEmpty(env['GITHUB_HEAD_REF']) ?? nonEmpty(branch),
    commit: env['GITHUB_SHA'],
    base: nonEmpty(env['GITHUB_BASE_REF']),
    job: nonEmpty(env['GITHUB_JOB']),
    runner: nonEmpty(env['RUNNER_NAME']),
    build: buildOf(env),
  };
}

/** Events whose code is that of the branch they name. */
const BRANCH_EVENTS: readonly string[] = ['push', 'schedule', 'workflow_dispatch'];

/**
 * `pull_request_target` runs for the target branch, but is there for what the pull request proposes.
 * `workflow_run`, `issue_comment` and others name the default branch, whoever caused them.
 */
const PULL_REQUEST_EVENTS: readonly string[] = ['pull_request', 'pull_request_target'];

function buildOf(env: NodeJS.ProcessEnv): CiBuild {
  const event = env['GITHUB_EVENT_NAME'] ?? '';
  if (PULL_REQUEST_EVENTS.includes(event)) {
    return { kind: 'pull-request', fromFork: isFromFork(eventOf(env)) };
  }
  if (!BRANCH_EVENTS.includes(event) || env['GITHUB_REF_TYPE'] !== 'branch') {
    return { kind: 'unknown' };
  }
  return env['GITHUB_REF_PROTECTED'] === 'true'
    ? { kind: 'branch', protected: true }
    : { kind: 'branch', defaultBranch: text(eventOf(env)?.repository?.default_branch) };
}

interface GitHubEvent {
  readonly repository?: { readonly default_branch?: unknown } | null;
  readonly pull_request?: {
    readonly head?: { readonly repo?: { readonly full_name?: unknown } | null } | null;
    readonly base?: { readonly repo?: { readonly full_name?: unknown } | null } | null;
  } | null;
}

/** The repository of the head is null when the fork was deleted. */
function isFromFork(event: GitHubEvent | undefined): boolean | undefined {
  const base = text(event?.pull_request?.base?.repo?.full_name);
  const head = event?.pull_request?.head;
  return base === undefined || head === undefined || head === null
    ? undefined
    : text(head.repo?.full_name) !== base;
}

function eventOf(env: NodeJS.ProcessEnv): GitHubEvent | undefined {
  const file = nonEmpty(env['GITHUB_EVENT_PATH']);
  if (file === undefined) {
    return undefined;
  }
  try {
    const event: unknown =
      statSync(file).size <= MOST_EVENT_BYTES ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
    return typeof event === 'object' && event !== null ? event : undefined;
  } catch {
    return undefined; // not there, no JSON, or not ours to read: then the event is not known
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
