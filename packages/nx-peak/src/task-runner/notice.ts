import type { FailureLog } from '../failures';
import { guarded } from './run-context';
import { expectMethod, expectPrototype, type Seam, wrapMethod } from './seam';
import type { TerminalContext } from './terminal-context';

/** Tells, in one quiet line at the end of a command, that something of ours did not work. */
export const noticeSeam: Seam<TerminalContext> = {
  name: 'notice of failures',
  without: 'failures of nx-peak are told by its doctor alone',
  apply(context) {
    const composite = expectPrototype(context.nx.load('lifeCycle'), 'CompositeLifeCycle');
    expectMethod(composite, 'endCommand', 'CompositeLifeCycle');
    let told = false;
    return wrapMethod<EndCommand>(
      composite,
      'endCommand',
      (original) =>
        async function (this: unknown, ...args) {
          await original.apply(this, args);
          guarded(context, 'notice of failures', () => {
            const notice = noticeOf(context.failures);
            if (notice !== undefined && !told) {
              told = true;
              process.stderr.write(`${context.output.dim(notice)}\n`);
            }
          });
        },
    );
  },
};

type EndCommand = (...args: unknown[]) => unknown;

/** One line for all failures of this process, or undefined when there were none. */
export function noticeOf(failures: Pick<FailureLog, 'ofThisProcess'>): string | undefined {
  const [first, ...others] = failures.ofThisProcess;
  if (first === undefined) {
    return undefined;
  }
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  return `nx-peak: ${first.message}${more} (see: npx nx-peak doctor)`;
}
