import type { ContenderName } from '../contenders/names';

/** An empty list for each contender. */
export function perContender<T>(): Record<ContenderName, T[]> {
  return { 'nx-peak': [], pidusage: [], systeminformation: [], 'nx-collector': [] };
}
