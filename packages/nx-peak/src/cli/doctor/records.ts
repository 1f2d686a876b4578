import { accessSync, constants } from 'node:fs';
import { messageOf } from '../../failures';
import { runsFolder } from '@nx-peak/run-record';
import { makePeakFolder } from '../../paths';
import { readSettings } from '../../settings/read-settings';
import type { Check } from './finding';

/** Whether failures and records of runs, which share a folder, can be kept. */
export const checkRecords: Check = ({ workspaceRoot, env }) => {
  let folder: string;
  try {
    folder = makePeakFolder(workspaceRoot);
    accessSync(folder, constants.W_OK);
  } catch (error) {
    return [
      {
        kind: 'note',
        text: `failures and records of runs cannot be kept in .nx/peak: ${messageOf(error)}`,
      },
    ];
  }
  const { record, keepRuns } = readSettings(workspaceRoot, env).settings;
  return [
    record
      ? {
          kind: 'good',
          text: `runs are recorded in ${runsFolder(folder)}, the last ${keepRuns} are kept`,
        }
      : { kind: 'note', text: 'runs are not recorded' },
  ];
};
