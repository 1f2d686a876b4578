import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Diagnosis } from '../diagnosis';
import { endOfChild } from '../rules/process-end';
import type { TaskDiagnoses } from '../task-diagnoses';

const MB = 1024 ** 2;

/** A node that starts a command and, when that has ended, ends with a code. */
export const parentOf = (command: string, code: number) =>
  `node -e 'require("child_process").spawnSync(process.argv[1], { shell: true, stdio: "inherit" }); process.exitCode = ${code}' '${command.replaceAll("'", `'\\''`)}'`;

/**
 * Runs a command as that of a task is run, to its end. It begins after its first sample, so that
 * how busy the machine is makes no difference.
 *
 * @param enter what the shell does before
 */
export async function run(
  diagnoses: TaskDiagnoses,
  taskId: string,
  command: string,
  enter = ':',
): Promise<() => Diagnosis | undefined> {
  diagnoses.taskStarted(taskId);
  const child = spawn('/bin/sh', ['-c', `${enter} && echo started && read go; ${command}`]);
  const { pid } = child;
  if (pid === undefined) {
    throw new Error('no shell');
  }
  diagnoses.processStarted(taskId, pid);
  const output: string[] = [];
  [child.stdout, child.stderr].forEach((stream) => {
    stream.on('data', (text) => output.push(String(text)));
  });
  let code: number | null = null;
  child.on('exit', (exitCode, signal) => {
    code = exitCode;
    diagnoses.processEnded(taskId, endOfChild(pid, exitCode, signal));
  });
  const closed = once(child, 'close');
  await once(child.stdout, 'data');
  diagnoses.sampled(taskId, 90 * MB);
  child.stdin.write('go\n');
  await closed;
  return () => diagnoses.settle(taskId, code === 0 ? 'succeeded' : 'failed', output.join(''));
}

/** Runs a command as that of the task `a:build`, and diagnoses it. */
export async function diagnosisOf(
  diagnoses: TaskDiagnoses,
  command: string,
  enter?: string,
): Promise<Diagnosis | undefined> {
  const settle = await run(diagnoses, 'a:build', command, enter);
  return settle();
}
