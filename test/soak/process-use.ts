import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** What a process holds. */
export interface ProcessUse {
  /** Its resident memory in bytes. */
  readonly resident: number;
  /** Its open file descriptors; NaN unless on Linux. */
  readonly descriptors: number;
  /** NaN unless on Linux. */
  readonly threads: number;
}

/** Returns what a process holds. Throws if it has ended. */
export function processUse(pid: number): ProcessUse {
  if (process.platform !== 'linux') {
    const kibibytes = Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }));
    return { resident: 1024 * kibibytes, descriptors: NaN, threads: NaN };
  }
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const field = (name: string): number => {
    const found = new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1];
    if (found === undefined) throw new Error(`/proc/${pid}/status: expected ${name}, received:\n${status}`);
    return Number(found);
  };
  return {
    resident: 1024 * field('VmRSS'),
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
    threads: field('Threads'),
  };
}
