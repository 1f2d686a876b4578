import { readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { REPOSITORY } from '../support/folders';
import { ownGroupFolder } from '../truth/own-group';

/** What a reader has to know of the machine, and nothing that tells whose it is. */
export interface MachineFacts {
  readonly platform: string;
  readonly kernel: string;
  readonly cores: number;
  readonly processor: string;
  /** Bytes. */
  readonly memory: number;
  readonly node: string;
  readonly cgroup: string;
  readonly versions: Readonly<Record<string, string>>;
}

export function machineFacts(): MachineFacts {
  return {
    platform: `${process.platform} ${process.arch}`,
    // Without what a distribution or a cloud adds to it.
    kernel: /^[\d.]+/.exec(release())?.[0] ?? '',
    cores: cpus().length,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    memory: totalmem(),
    node: process.versions.node,
    cgroup: cgroupVersion(),
    versions: Object.fromEntries(COMPARED.map((name) => [name, versionOf(name)])),
  };
}

const COMPARED = ['nx-peak', 'nx', 'pidtree', 'pidusage', 'systeminformation'];

function cgroupVersion(): string {
  const folder = process.platform === 'linux' ? ownGroupFolder() : undefined;
  return folder === undefined ? 'none' : `v${folder.version}`;
}

function versionOf(name: string): string {
  const path = join(REPOSITORY, 'node_modules', name, 'package.json');
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}
