import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { recordedRun } from '../testing/recorded-runs';
import { TemporaryFolders } from '../testing/temporary-folders';
import { findRun, listRuns } from './list-runs';
import { isAlive, thisProcess } from '@nx-peak/host';

const folders = new TemporaryFolders();
afterEach(() => {
  folders.removeAll();
});

function rootWith(names: readonly string[]): string {
  const root = folders.make();
  for (const name of names) {
    cpSync(recordedRun('shapes'), join(root, 'runs', name), { recursive: true });
  }
  return root;
}

describe('findRun', () => {
  const [first, second] = ['20260101T000000Z-aaaaaa', '20260102T000000Z-bbbbbb'];

  it('finds the last run, or one by part of its name', () => {
    const root = rootWith([first, second]);
    expect(findRun(root)).toBe(join(root, 'runs', second));
    expect(findRun(root, 'aaaa')).toBe(join(root, 'runs', first));
  });

  it('passes over a last run that cannot be read', () => {
    const root = rootWith([first]);
    mkdirSync(join(root, 'runs', second));
    expect(findRun(root)).toBe(join(root, 'runs', first));
  });

  it('says what is wrong with a name', () => {
    const root = rootWith([first, second]);
    expect(() => findRun(root, 'cccc')).toThrow('No recorded run is called "cccc"');
    expect(() => findRun(root, '2026')).toThrow('"2026" is part of several runs');
    expect(() => findRun(folders.make())).toThrow('No run is recorded in');
  });
});

describe('listRuns', () => {
  it('lists a run that cannot be read with the reason', () => {
    const root = rootWith(['20260101T000000Z-aaaaaa']);
    writeFileSync(join(root, 'runs', '20260101T000000Z-aaaaaa', 'run.json'), '{"form');
    mkdirSync(join(root, 'runs', 'something-else'));
    const [run, another] = listRuns(root);
    expect(another).toBeUndefined();
    expect(run && 'problem' in run ? run.problem : '').toContain('not JSON');
  });
});

describe('isAlive', () => {
  it('knows a process from a later one with its pid', () => {
    expect(isAlive(thisProcess())).toBe(true);
    expect(isAlive({ pid: 2 ** 22 + 1 })).toBe(false);
    if (process.platform === 'linux') {
      expect(isAlive({ pid: process.pid, startTicks: '1' })).toBe(false);
    }
  });
});
