import { batchWorkerPatch } from './batch-worker';
import { childProcessPatch } from './child-process';
import { dynamicRenderersPatch } from './dynamic-renderers';
import {
  endOfCommandPatch,
  endOfTasksPatch,
  printedTasksPatch,
  startOfTasksPatch,
} from './life-cycle';
import { invocationPatch, resultsPatch, runCommandPatch } from './orchestrator';
import type { Patch } from './patch';
import { exitPopupPatch, performanceReportPatch } from './performance-report';
import { drawnLinesPatch, headersPatch, listsPatch, redirectsPatch } from './printed-lines';
import { pseudoTerminalPatch } from './pseudo-terminal';
import { runTaskPatch } from './run-task';
import { panesPatch, tuiSummaryPatch } from './tui';

/** Every place in Nx that is wrapped, each by one patch. Their order does not matter. */
export const ALL_PATCHES: readonly Patch[] = [
  runCommandPatch,
  startOfTasksPatch,
  runTaskPatch,
  childProcessPatch,
  pseudoTerminalPatch,
  batchWorkerPatch,
  resultsPatch,
  endOfTasksPatch,
  printedTasksPatch,
  headersPatch,
  redirectsPatch,
  dynamicRenderersPatch,
  drawnLinesPatch,
  panesPatch,
  endOfCommandPatch,
  listsPatch,
  tuiSummaryPatch,
  performanceReportPatch,
  exitPopupPatch,
  invocationPatch,
];
