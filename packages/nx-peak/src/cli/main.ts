import { doctor } from './doctor';
import { link } from './link';
import { nx } from './nx';

const HELP = `nx-peak: the peak memory of every Nx task

Usage:
  nx-peak link          let plain nx show peaks, from now on, when NX_LOG_HEAP_USAGE=true
  nx-peak unlink        undo that
  nx-peak nx <args>     run nx once with peaks, changing no file
  nx-peak doctor        tell whether peaks show here, and if not, why
  nx-peak --version
`;

/** The command line `nx-peak`. Sets the exit code; throws nothing. */
export function main(args: readonly string[]): void {
  const [command, ...rest] = args;
  switch (command) {
    case 'link':
    case 'unlink':
      process.exitCode = link(command, process.cwd(), process.env);
      break;
    case 'nx':
      process.exitCode = nx(rest, process.cwd()) ?? process.exitCode;
      break;
    case 'doctor':
      void doctor(process.cwd(), process.env).then((code) => {
        process.exitCode = code;
      });
      break;
    case '--version':
      console.log(version());
      break;
    case undefined:
    case 'help':
    case '--help':
    case '-h':
      console.log(HELP);
      break;
    default:
      console.error(`nx-peak: there is no command "${command}".\n\n${HELP}`);
      process.exitCode = 1;
  }
}

function version(): string {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return (require('../../package.json') as { version: string }).version;
}
