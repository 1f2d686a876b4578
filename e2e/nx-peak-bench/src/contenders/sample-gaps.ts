import { performance } from 'node:perf_hooks';
import type { Contender } from './contender';

/**
 * The milliseconds between samples at `id` during `ms`, with the time before the first and after the
 * last. Read from its figure, which has to be there without waiting, so it shows also what a thread
 * does while this one is busy.
 */
export async function sampleGaps(
  contender: Contender,
  id: string,
  { ms, blocked }: { readonly ms: number; readonly blocked: boolean },
): Promise<number[]> {
  const begin = performance.now();
  const wallBegin = Date.now();
  const times: number[] = [];
  let samples = contender.figureOf(id).samples;
  while (performance.now() - begin < ms) {
    const now = contender.figureOf(id).samples;
    if (now !== samples) {
      samples = now;
      times.push(performance.now() - begin);
    }
    if (blocked) {
      const until = performance.now() + 1;
      while (performance.now() < until);
    } else {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }
  // A thread that cannot tell before this one is free tells afterwards when it was.
  await new Promise((resolve) => setTimeout(resolve, 100));
  const reported = (contender.sampleTimes?.() ?? [])
    .map((time) => time - wallBegin)
    .filter((time) => time >= 0 && time <= ms);
  return gapsBetween(reported.length > times.length ? reported : times, ms);
}

/** The parts into which `times` cut the span from 0 to `end`. */
export function gapsBetween(times: readonly number[], end: number): number[] {
  const marks = [0, ...times, end];
  return marks.slice(1).map((mark, index) => mark - (marks[index] ?? 0));
}
