import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { valueOf } from './attempt';
import { LimitedCgroup } from './limited-cgroup';
import { describeWith, forAllTestsIfThere } from './rig';

const cgroup = forAllTestsIfThere(LimitedCgroup.create('testkit', 200));

function run(program: string) {
  const script = `${valueOf(cgroup).enter} && exec "$0" -e '${program}'`;
  return spawnSync('sh', ['-c', script, process.execPath], { encoding: 'utf8' });
}

describeWith(cgroup)('LimitedCgroup', () => {
  it('a process within the limit of its cgroup runs to its end', () => {
    const before = valueOf(cgroup).kills();
    expect(run('Buffer.alloc(20 * 2 ** 20, 1); console.log("done")').stdout).toBe('done\n');
    expect(valueOf(cgroup).kills()).toBe(before);
  });

  it('a process above the limit of its cgroup is killed, and counted', () => {
    const before = valueOf(cgroup).kills();
    expect(run('for (const all = [];;) all.push(Buffer.alloc(2 ** 20, 1))').signal).toBe('SIGKILL');
    expect(valueOf(cgroup).kills()).toBe(before + 1);
  });

  it('a cgroup goes with what still runs in it', () => {
    const other = valueOf(LimitedCgroup.create('testkit-goes', 200));
    const script = `${other.enter} && sleep 600 > /dev/null 2>&1 &`;
    spawnSync('sh', ['-c', script], { stdio: 'ignore' });
    other.dispose();
    expect(existsSync(other.procs)).toBe(false);
  });

  it('what a maker that is gone has left is removed by the next one', () => {
    const gone = spawnSync('true').pid;
    const parent = dirname(dirname(valueOf(cgroup).procs));
    const left = join(parent, `nx-peak-test-testkit-left-${gone}`);
    mkdirSync(left);
    valueOf(LimitedCgroup.create('testkit-left', 200)).dispose();
    expect(existsSync(left)).toBe(false);
  });
});
