import { readdirSync, readFileSync } from 'node:fs';

/** What a process holds. */
export interface ProcessUse {
  /** Its resident memory in bytes. */
  readonly resident: number;
  /** Its open file descriptors. */
  readonly descriptors: number;
  readonly threads: number;
}

/** Returns what a process holds. Throws if the process has ended, and unless on Linux. */
export function processUse(pid: number): ProcessUse {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const field = (name: string): number => {
    const found = new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1];
    if (found === undefined) throw new Error(`/proc/${pid}/status: expected ${name}, received:\n${status}`);
    return Number(found);
  };
  return {
    resident: 1024 * field('VmRSS'),
    threads: field('Threads'),
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
  };
}
