export { mapAttempt, missing, there, valueOf, type Attempt } from './attempt';
export { bareEnvironment, nxFoldersIn, type Variables } from './environment';
export { LimitedCgroup } from './limited-cgroup';
export { killOwnedProcesses, OWNER, ownedProcesses, type OwnedProcess } from './owned-processes';
export { patience } from './patience';
export { PROGRAMS } from './programs';
export {
  runApart,
  RunningCommand,
  type CommandLine,
  type Exit,
  type Finished,
  type FinishedApart,
} from './running-command';
export { asStuck, type StuckProcess } from './stuck-process';
export { Terminal, type TerminalSize } from './terminal';
export { until, untilRunning } from './until';
export { Workspace, type Installation, type RunOptions, type TerminalOptions } from './workspace';
