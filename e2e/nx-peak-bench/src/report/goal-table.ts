import { goals } from '../goals/all';
import type { Goal, Verdict } from '../goals/goal';
import type { Benchmark } from '../summary/benchmark';
import type { Table } from './table';

/** Goal beside measured, met or not. */
export function goalTable(benchmark: Benchmark, all: readonly Goal[] = goals): Table {
  return {
    title: 'Goals',
    head: ['what', 'goal', 'measured', ''],
    rows: all.map((goal) => [goal.what, goal.goal, ...cells(goal.judge(benchmark))]),
  };
}

function cells(verdict: Verdict): [string, string] {
  switch (verdict.kind) {
    case 'met':
      return [verdict.measured, 'met'];
    case 'missed':
      return [verdict.measured, 'not met'];
    case 'unmeasured':
      return [verdict.reason, '-'];
  }
}
