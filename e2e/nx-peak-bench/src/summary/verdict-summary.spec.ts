import { told, verdictResult } from '../testing/verdicts';
import { summariseVerdicts } from './verdict-summary';

const KILLED = { kind: 'out-of-memory', scope: 'cgroup', victim: 'task' } as const;
const SIGKILL = { kind: 'killed-by-signal', signal: 'SIGKILL' } as const;

describe('summariseVerdicts', () => {
  it('counts what was right, not recognised and wrong, by kind of death', () => {
    const { kinds } = summariseVerdicts(
      verdictResult(
        {
          kernelLog: true,
          deaths: [
            { name: 'oom', told: told(KILLED) },
            { name: 'kill9', told: told(SIGKILL, 'unproven') },
          ],
        },
        {
          kernelLog: true,
          deaths: [
            { name: 'oom', told: told(SIGKILL, 'unproven') },
            { name: 'kill9', told: told(KILLED, 'likely') },
          ],
        },
      ),
    );
    expect(kinds).toMatchObject([
      { name: 'oom', runs: 2, right: 1, certain: 1, notRecognised: 1, wrong: 0 },
      { name: 'kill9', runs: 2, right: 1, certain: 0, notRecognised: 0, wrong: 1 },
    ]);
  });

  it('counts apart what was told with the kernel log and without it', () => {
    const summary = summariseVerdicts(
      verdictResult({ kernelLog: false, deaths: [{ name: 'oom', told: told(KILLED, 'likely') }] }),
    );
    expect(summary.withKernelLog).toBeNull();
    expect(summary.withoutKernelLog).toMatchObject({ runs: 1, right: 1, certain: 0 });
  });

  it('counts apart the tasks that died for want of memory', () => {
    const { all, ofMemory } = summariseVerdicts(
      verdictResult({
        kernelLog: true,
        deaths: [
          { name: 'oom', told: told(KILLED) },
          { name: 'oom-unheeded', told: null },
          { name: 'fail', told: told({ kind: 'failed', code: 3 }) },
        ],
      }),
    );
    expect(all.runs).toBe(3);
    expect(ofMemory).toMatchObject({ runs: 1, right: 1 });
  });

  it('tells what was not right once with its number, the wrong ones first', () => {
    const round = {
      kernelLog: false,
      deaths: [
        { name: 'oom', told: null },
        { name: 'kill9', told: told(KILLED, 'likely') },
      ],
    };
    expect(summariseVerdicts(verdictResult(round, round)).misses).toEqual([
      {
        title: '`kill -9` of the task',
        kernelLog: false,
        told: 'out-of-memory (cgroup, task), likely',
        judgement: 'wrong',
        count: 2,
      },
      {
        title: 'the kernel kills the task',
        kernelLog: false,
        told: 'nothing',
        judgement: 'not recognised',
        count: 2,
      },
    ]);
  });
});
