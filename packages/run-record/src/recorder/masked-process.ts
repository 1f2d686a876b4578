import type { PeakProcess } from '../record/run-record';
import { maskArguments, maskSecrets } from '../secrets/mask-secrets';
import type { CommandLine, EndedProcess, RunRecorderOptions } from './options';

type SecretPatterns = RunRecorderOptions['secretPatterns'];

/** The command line of a process in a record is cut to this many characters. */
const LONGEST_COMMAND = 300;

/** A command line as the record holds it: secrets masked. */
export function maskedCommand(command: CommandLine, secretPatterns: SecretPatterns): string {
  return typeof command === 'string'
    ? maskSecrets(command, secretPatterns)
    : maskArguments(command, secretPatterns);
}

/** A process as the record holds it: secrets masked, and a long command line cut. */
export function maskedProcess(process: EndedProcess, secretPatterns: SecretPatterns): PeakProcess {
  const { command, ...rest } = process;
  return command === undefined
    ? rest
    : { ...process, command: shortened(maskedCommand(command, secretPatterns)) };
}

/** Cut after it was masked: half a secret is one, too. */
function shortened(command: string): string {
  return command.length > LONGEST_COMMAND ? `${command.slice(0, LONGEST_COMMAND - 1)}…` : command;
}
