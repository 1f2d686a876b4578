import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { Workspace as AnyWorkspace } from '@nx-peak/testkit';
import { during, forAllTests, forEachTest } from '@nx-peak/testkit/rig';
import { baseOfThisRun, nxVersion } from './base';
import { recordedRuns, type RecordedRun } from './recorded-runs';
import { copyTemplate, linkedTemplateWith, templateWith } from './template';

/** A copy of the fixture workspace, whose recorder plugin writes what nx hands to plugins. */
export class Workspace extends AnyWorkspace {
  /** Every run that got as far as postTasksExecution, oldest first. */
  recordedRuns(): RecordedRun[] {
    return recordedRuns(this.root);
  }
}

export interface WorkspaceOptions {
  /** The version of nx in it. Default: the one all suites run, see `nxVersion`. */
  readonly nx?: string;
  /** Whether `nx-peak link` was run in it. Default: no, so its nx is as npm installed it. */
  readonly linked?: boolean;
  /**
   * Whether nx loads plugins into processes of their own, as it does unless told otherwise. They take
   * most of the time of a short run, so suites do without where nothing depends on it. Default: no.
   */
  readonly pluginWorkers?: boolean;
  /** What else is to be in it before the tests. */
  readonly prepare?: (workspace: Workspace) => Promise<void> | void;
}

/** A workspace for all tests of the file or `describe`, which kills after each what that started. */
export function withWorkspace(options: WorkspaceOptions = {}): Workspace {
  return forAllTests(workspaceOf(options));
}

/** A workspace of its own, in the same place, for every test of the file or `describe`. */
export function withWorkspaceEach(options: WorkspaceOptions = {}): Workspace {
  return forEachTest(workspaceOf(options));
}

/** A workspace for as long as an action takes. */
export function inWorkspace<T>(
  options: WorkspaceOptions,
  action: (workspace: Workspace) => Promise<T> | T,
): Promise<T> {
  return during(workspaceOf(options), action);
}

/** With a real nx and the packed packages; see fixture-workspace.ts. */
function workspaceOf(options: WorkspaceOptions): Workspace {
  const { nx, linked = false, pluginWorkers = false, prepare } = options;
  const workspace: Workspace = new Workspace({
    folder: mkdtempSync(join(baseOfThisRun(), 'workspace-')),
    ...(pluginWorkers ? {} : { env: { NX_ISOLATE_PLUGINS: 'false' } }),
    install: async () => {
      const version = nx ?? nxVersion();
      const template = await (linked ? linkedTemplateWith(version) : templateWith(version));
      copyTemplate(template, workspace.root);
      await prepare?.(workspace);
    },
  });
  return workspace;
}
