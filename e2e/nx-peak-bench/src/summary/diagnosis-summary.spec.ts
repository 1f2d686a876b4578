import { diagnosisOf, diagnosisResult } from '../testing/diagnoses';
import { summariseDiagnoses } from './diagnosis-summary';

const KILLED = { kind: 'out-of-memory', scope: 'cgroup', victim: 'task' } as const;
const SIGKILL = { kind: 'killed-by-signal', signal: 'SIGKILL' } as const;

describe('summariseDiagnoses', () => {
  it('counts what was right, not recognised and wrong, by kind of ending', () => {
    const { kinds } = summariseDiagnoses(
      diagnosisResult(
        {
          kernelLog: true,
          tasks: [
            { name: 'oom', diagnosis: diagnosisOf(KILLED) },
            { name: 'kill9', diagnosis: diagnosisOf(SIGKILL, 'unproven') },
          ],
        },
        {
          kernelLog: true,
          tasks: [
            { name: 'oom', diagnosis: diagnosisOf(SIGKILL, 'unproven') },
            { name: 'kill9', diagnosis: diagnosisOf(KILLED, 'likely') },
          ],
        },
      ),
    );
    expect(kinds).toMatchObject([
      { name: 'oom', runs: 2, right: 1, certain: 1, notRecognised: 1, wrong: 0 },
      { name: 'kill9', runs: 2, right: 1, certain: 0, notRecognised: 0, wrong: 1 },
    ]);
  });

  it('counts apart diagnoses with the kernel log and without it', () => {
    const summary = summariseDiagnoses(
      diagnosisResult({
        kernelLog: false,
        tasks: [{ name: 'oom', diagnosis: diagnosisOf(KILLED, 'likely') }],
      }),
    );
    expect(summary.withKernelLog).toBeNull();
    expect(summary.withoutKernelLog).toMatchObject({ runs: 1, right: 1, certain: 0 });
  });

  it('counts apart the tasks that died out of memory', () => {
    const { all, ofMemory } = summariseDiagnoses(
      diagnosisResult({
        kernelLog: true,
        tasks: [
          { name: 'oom', diagnosis: diagnosisOf(KILLED) },
          { name: 'oom-unheeded', diagnosis: null },
          { name: 'fail', diagnosis: diagnosisOf({ kind: 'failed', code: 3 }) },
        ],
      }),
    );
    expect(all.runs).toBe(3);
    expect(ofMemory).toMatchObject({ runs: 1, right: 1 });
  });

  it('tells what was not right once with its number, the wrong ones first', () => {
    const round = {
      kernelLog: false,
      tasks: [
        { name: 'oom', diagnosis: null },
        { name: 'kill9', diagnosis: diagnosisOf(KILLED, 'likely') },
      ],
    };
    expect(summariseDiagnoses(diagnosisResult(round, round)).misses).toEqual([
      {
        title: '`kill -9` of the task',
        kernelLog: false,
        diagnosis: 'out-of-memory (cgroup, task), likely',
        grade: 'wrong',
        count: 2,
      },
      {
        title: 'the kernel kills the task',
        kernelLog: false,
        diagnosis: 'nothing',
        grade: 'not recognised',
        count: 2,
      },
    ]);
  });
});
