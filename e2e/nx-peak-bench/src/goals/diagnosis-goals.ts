import { unmeasured, outcome, type Goal } from './goal';

export const diagnosisGoals: readonly Goal[] = [
  {
    what: 'wrong OOM diagnoses over group kills, V8 limits, worker limits, kill -9, plain failures',
    goal: '0',
    check: ({ diagnoses }) => {
      switch (diagnoses?.summary.kind) {
        case undefined:
          return unmeasured('not run');
        case 'missing':
          return unmeasured(diagnoses.summary.reason.split('\n')[0] ?? '');
        case 'there': {
          const { all, ofMemory } = diagnoses.summary.value;
          return outcome(
            all.wrong === 0,
            `${all.wrong} of ${all.runs}; not recognised: ${ofMemory.notRecognised} of ` +
              `${ofMemory.runs} deaths out of memory`,
          );
        }
      }
    },
  },
];
