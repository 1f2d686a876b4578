import type { Goal } from '../goals/goal';
import { missedText } from './goal-table';

const goal = (what: string, kind: 'met' | 'missed', whenMissed?: string): Goal => ({
  what,
  goal: '1',
  check: () => ({ kind, measured: '2' }),
  ...(whenMissed === undefined ? {} : { whenMissed }),
});

describe('why goals are missed', () => {
  it('is said of those that are missed alone, each reason once', () => {
    const goals = [
      goal('wall', 'missed', 'It loads a file.'),
      goal('memory', 'met', 'It keeps a file.'),
      goal('CPU', 'missed', 'It loads a file.'),
    ];
    expect(missedText({}, goals)).toBe('Why goals are not met:\n\n- wall; CPU: It loads a file.');
  });

  it('is said to be unknown where nobody found out', () => {
    expect(missedText({}, [goal('wall', 'missed')])).toContain('- wall: The reason is not known.');
  });

  it('is left out when all goals are met', () => {
    expect(missedText({}, [goal('wall', 'met', 'It loads a file.')])).toBe('');
  });
});
