import { readdirSync, readFileSync } from 'node:fs';

/**
 * Returns the bytes that a process and its descendants hold. Each is charged its part of shared pages (PSS). NaN unless on
 * Linux.
 */
export function memoryOfTree(root: number): number {
  try {
    return processTree(root).reduce((sum, pid) => sum + pssOf(pid), 0);
  } catch {
    return NaN;
  }
}

/** Returns the CPU seconds that a process has used, without its children; NaN unless on Linux. */
export function cpuSeconds(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return NaN;
  }
}

/** Returns the numbers of a process and its descendants. */
export function processTree(root: number): readonly number[] {
  const parents = readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    const parent = /\) \S (\d+)/.exec(readOr(`/proc/${name}/stat`))?.[1];
    return [{ pid: Number(name), parent: Number(parent) }];
  });
  const found = [root];
  // The list grows during the iteration.
  for (const each of found)
    found.push(...parents.filter(({ parent }) => parent === each).map(({ pid }) => pid));
  return found;
}

const pssOf = (pid: number): number =>
  1024 * Number(/^Pss:\s+(\d+)/m.exec(readOr(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);

/** Returns the text of a file, or '' if the process has exited in the meantime. */
export function readOr(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Returns the greatest {@link memoryOfTree} while the work runs, sampled ten times per second by default. */
export async function peakWhile<T>(pid: number, work: Promise<T>, everyMs = 100): Promise<number> {
  let peak = memoryOfTree(pid);
  const timer = setInterval(() => {
    peak = Math.max(peak, memoryOfTree(pid));
  }, everyMs);
  try {
    await work;
  } finally {
    clearInterval(timer);
  }
  return Math.max(peak, memoryOfTree(pid));
}
