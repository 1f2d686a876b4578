/**
 * The only place that knows how versions of Nx differ. Features are found by the shape of
 * what is there, not by version number; a number is named only where it explains a shape.
 */

/** Where the parts that get wrapped live, relative to the folder that holds `tasks-runner/`. */
export const nxModules = {
  dynamicRunMany: 'tasks-runner/life-cycles/dynamic-run-many-terminal-output-life-cycle',
  dynamicRunOne: 'tasks-runner/life-cycles/dynamic-run-one-terminal-output-life-cycle',
  forkedProcessTaskRunner: 'tasks-runner/forked-process-task-runner',
  lifeCycle: 'tasks-runner/life-cycle',
  native: 'native/index.js',
  nxJson: 'config/nx-json',
  output: 'utils/output',
  summary: 'tasks-runner/life-cycles/summary-terminal-output-life-cycle',
  taskOrchestrator: 'tasks-runner/task-orchestrator',
  tasksRunnerUtils: 'tasks-runner/utils',
  tui: 'tasks-runner/is-tui-enabled',
  workspaceRoot: 'utils/workspace-root',
} as const;

export type NxModule = keyof typeof nxModules;

/** Where run-command.js lies in an nx package: below `dist/` since 22.7. Newest first. */
export const runCommandFiles = [
  'dist/src/tasks-runner/run-command.js',
  'src/tasks-runner/run-command.js',
] as const;

/** The file that every command which runs tasks loads, and nothing else does. */
export const runCommandPattern =
  /[\\/]nx[\\/](?:dist[\\/])?src[\\/]tasks-runner[\\/]run-command\.js$/;
