import { unmeasured, verdict, type Goal } from './goal';

export const verdictGoals: readonly Goal[] = [
  {
    what: 'wrong OOM verdicts over group kills, V8 limits, worker limits, kill -9, plain failures',
    goal: '0',
    judge: ({ verdicts }) => {
      switch (verdicts?.summary.kind) {
        case undefined:
          return unmeasured('not run');
        case 'missing':
          return unmeasured(verdicts.summary.reason.split('\n')[0] ?? '');
        case 'there': {
          const { all, ofMemory } = verdicts.summary.value;
          return verdict(
            all.wrong === 0,
            `${all.wrong} of ${all.runs}; not recognised: ${ofMemory.notRecognised} of ` +
              `${ofMemory.runs} deaths for want of memory`,
          );
        }
      }
    },
  },
];
