import { goals } from '../goals/all';
import type { Goal, Outcome } from '../goals/goal';
import type { Benchmark } from '../summary/benchmark';
import type { Table } from './table';

/** Goal beside measured, met or not. */
export function goalTable(benchmark: Benchmark, all: readonly Goal[] = goals): Table {
  return {
    title: 'Goals',
    head: ['what', 'goal', 'measured', ''],
    rows: all.map((goal) => [goal.what, goal.goal, ...cells(goal.check(benchmark))]),
  };
}

/** Of each goal that is missed what is known of the reason, each reason once; empty when all are met. */
export function missedText(benchmark: Benchmark, all: readonly Goal[] = goals): string {
  const missed = all.filter((goal) => goal.check(benchmark).kind === 'missed');
  const byReason = new Map<string, string[]>();
  for (const { what, whenMissed = 'The reason is not known.' } of missed) {
    byReason.set(whenMissed, [...(byReason.get(whenMissed) ?? []), what]);
  }
  const lines = [...byReason].map(([reason, whats]) => `- ${whats.join('; ')}: ${reason}`);
  return lines.length === 0 ? '' : ['Why goals are not met:', '', ...lines].join('\n');
}

function cells(outcome: Outcome): [string, string] {
  switch (outcome.kind) {
    case 'met':
      return [outcome.measured, 'met'];
    case 'missed':
      return [outcome.measured, 'not met'];
    case 'unmeasured':
      return [outcome.reason, '-'];
  }
}
