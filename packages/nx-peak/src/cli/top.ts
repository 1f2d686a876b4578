import { type Answer, askAll } from '../live/client';
import { renderSnapshot } from '../live/render';
import { type SocketFolder, socketFolder } from '../live/sockets';
import { expectNoMore, expectWorkspace, parse } from './arguments';
import { Screen } from './screen';

const REFRESH_MS = 1000;

const OPTIONS = { once: { type: 'boolean' }, json: { type: 'boolean' } } as const;

/**
 * `nx-peak top`: the runs in progress in this workspace, once a second until they have ended; once with `--once`, `--json`, or without a terminal.
 *
 * @returns the exit code: 1 when no run is in progress
 */
export async function top(args: readonly string[], folder: string): Promise<number> {
  const { values, positionals } = parse('top', args, OPTIONS);
  expectNoMore('top', positionals, 0);
  const sockets = socketFolder(expectWorkspace(folder));
  const first = await askAll(sockets);
  if (!isAnyInProgress(first)) {
    console.error('nx-peak: no run with NX_LOG_HEAP_USAGE=true is in progress in this workspace.');
    return 1;
  }
  if (values.json === true) {
    const found = first.flatMap((answer) => (answer.kind === 'run' ? [answer.snapshot] : []));
    console.log(JSON.stringify(found, undefined, 2));
    return 0;
  }
  if (values.once === true || !process.stdout.isTTY) {
    process.stdout.write(textOf(first));
    return 0;
  }
  await follow(first, sockets);
  return 0;
}

/** Shows the runs until they have ended; what was shown last stays on the terminal. */
async function follow(first: readonly Answer[], sockets: SocketFolder): Promise<void> {
  const screen = new Screen(process.stdout);
  let last = first;
  try {
    for (let answers = first; isAnyInProgress(answers); answers = await askAll(sockets)) {
      last = answers;
      screen.show(textOf(answers, screen.rows));
      await new Promise((resolve) => setTimeout(resolve, REFRESH_MS));
    }
  } finally {
    screen.leave();
  }
  process.stdout.write(`${textOf(last)}\nThe run has ended. See: npx nx-peak report\n`);
}

function isAnyInProgress(answers: readonly Answer[]): boolean {
  return answers.some(({ kind }) => kind !== 'gone');
}

/** @param rows how many lines there is room for */
function textOf(answers: readonly Answer[], rows = Infinity): string {
  const there = answers.filter(({ kind }) => kind !== 'gone');
  const each = Math.floor((rows - 1) / there.length);
  return there
    .map((answer) => {
      switch (answer.kind) {
        case 'run':
          return renderSnapshot(answer.snapshot, each);
        case 'silent':
          return `The run of process ${answer.pid} cannot be shown: ${answer.reason}\n`;
        case 'gone':
          return '';
      }
    })
    .join('\n');
}
