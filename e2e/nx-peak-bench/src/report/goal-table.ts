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
