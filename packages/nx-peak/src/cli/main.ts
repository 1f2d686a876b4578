import { errorCode } from '@nx-peak/host';
import { didYouMean } from '../did-you-mean';
import { messageOf } from '../failures';
import { expectNoMore } from './arguments';
import { ownVersion } from '../own-version';

const HELP = `nx-peak: the peak memory of every Nx task

Usage:
  nx-peak link          make plain nx show peaks when NX_LOG_HEAP_USAGE=true
  nx-peak unlink        undo that
  nx-peak nx <args>     run nx once with peaks, without changing files
  nx-peak doctor        check whether nx shows peaks here, and if not, say why
  nx-peak report [run]  show a recorded run (part of its name, or a path), by default the last one
    --format, -f        text, markdown, csv, json, html, trace or benchmark
    --timeline          with csv: the memory of each task over time
    --output, -o        write the report to this file
    --open              open the report, by default as html
  nx-peak runs          list recorded runs (--json)
  nx-peak top           watch runs in progress (--once, --json)
  nx-peak --version
`;

const COMMANDS = ['link', 'unlink', 'nx', 'doctor', 'report', 'runs', 'top', 'help'];

/**
 * The command line `nx-peak`. Sets the exit code and throws nothing: whatever goes wrong is one
 * line, also in an install script.
 */
export async function main(args: readonly string[]): Promise<void> {
  process.stdout.on('error', endQuietly);
  try {
    process.exitCode = (await run(args)) ?? process.exitCode;
  } catch (error) {
    console.error(`nx-peak: ${messageOf(error)}`);
    process.exitCode = 1;
  }
}

/** The reader of our output has ended (`| head`). */
function endQuietly(error: Error): void {
  if (errorCode(error) !== 'EPIPE') {
    throw error;
  }
  process.exit();
}

/**
 * Each command loads what it needs and no more: `link` must work where the rest is broken.
 *
 * @returns the exit code, undefined when somebody else sets it
 */
async function run([command, ...rest]: readonly string[]): Promise<number | undefined> {
  // What follows `nx` is nx's.
  if (command !== 'nx' && rest.some((word) => word === '--help' || word === '-h')) {
    return run(['help']);
  }
  switch (command) {
    case 'link':
    case 'unlink':
      expectNoMore(command, rest, 0);
      return (await import('./link.js')).link(command, process.cwd(), process.env);
    case 'nx':
      return (await import('./nx.js')).nx(rest, process.cwd());
    case 'doctor':
      expectNoMore(command, rest, 0);
      return (await import('./doctor/doctor.js')).doctor(process.cwd(), process.env);
    case 'report':
      return (await import('./report.js')).report(rest, process.cwd());
    case 'runs':
      return (await import('./runs.js')).runs(rest, process.cwd());
    case 'top':
      return (await import('./top.js')).top(rest, process.cwd());
    case '--version':
      console.log(ownVersion());
      return 0;
    case undefined:
    case 'help':
    case '--help':
    case '-h':
      console.log(HELP);
      return 0;
    default:
      console.error(`nx-peak: unknown command "${command}".${hintFor(command)}\n\n${HELP}`);
      return 1;
  }
}

function hintFor(command: string): string {
  const hint = didYouMean(command, COMMANDS);
  return hint === undefined ? '' : ` ${hint}`;
}
