import { performance } from 'node:perf_hooks';
import { childrenCpuMs } from './children-cpu';
import type { Contender } from './contender';
import { createContender } from './create-contender';
import { sampleGaps } from './sample-gaps';
import type { Answers, Request, RequestOf } from './messages';
import { CONTENDERS } from './names';

/** The process of one contender: does what its parent asks, and ends with it. */
const name = CONTENDERS.find((known) => known === process.argv[2]);
let contender: Contender | undefined;

process.on('disconnect', () => {
  process.exit();
});
process.on('message', ({ number, request }: { number: number; request: Request }) => {
  answer(request).then(
    (value) => process.send?.({ number, value }),
    (error: unknown) => process.send?.({ number, error: String(error) }),
  );
});

async function answer(request: Request): Promise<Answers[Request['kind']]> {
  switch (request.kind) {
    case 'start':
      return start();
    case 'track':
      ready().track(request.id, request.pid, request.environment);
      return null;
    case 'first-sample':
      return firstSample(request);
    case 'figures':
      return request.ids.map((id) => ready().figureOf(id));
    case 'stop':
      return request.ids.map((id) => ready().stop(id));
    case 'cpu':
      return {
        ownMs: ownCpuMs(),
        childrenMs: childrenCpuMs(),
        rss: process.memoryUsage.rss(),
      };
    case 'gaps':
      return sampleGaps(ready(), request.id, request);
  }
}

async function start(): Promise<Answers['start']> {
  if (name === undefined) {
    throw new Error(`No such contender: ${String(process.argv[2])}`);
  }
  const rssBefore = process.memoryUsage.rss();
  const [cpu, began] = [ownCpuMs(), performance.now()];
  contender = await createContender(name);
  await contender.start();
  const ms = performance.now() - began;
  return { ms, cpuMs: ownCpuMs() - cpu, rssBefore, rssAfter: process.memoryUsage.rss() };
}

async function firstSample({
  id,
  pid,
  environment,
}: RequestOf<'first-sample'>): Promise<Answers['first-sample']> {
  const began = performance.now();
  ready().track(id, pid, environment);
  const trackMs = performance.now() - began;
  while (ready().figureOf(id).samples === 0 && performance.now() - began < PATIENCE_MS) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return { trackMs, sampleMs: performance.now() - began };
}

const PATIENCE_MS = 10_000;

function ready(): Contender {
  if (contender === undefined) {
    throw new Error('not started');
  }
  return contender;
}

function ownCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
