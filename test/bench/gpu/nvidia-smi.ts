import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const FORMAT = '--format=csv,noheader,nounits';
const MEBIBYTE = 2 ** 20;

/** Returns the answer of nvidia-smi to a query; null if it is missing or fails. */
export async function askNvidiaSmi(query: string): Promise<string | null> {
  try {
    return (await run('nvidia-smi', [query, FORMAT])).stdout;
  } catch {
    return null;
  }
}

/** Returns the bytes that a process uses on all GPUs, from lines such as `4711, 1024`; null if it is not listed. */
export function bytesOfProcess(lines: string, pid: number): number | null {
  const sizes = lines.split('\n').flatMap((line) => {
    const [process, size] = line.split(',').map(Number);
    return process === pid && size !== undefined && Number.isFinite(size) ? [size * MEBIBYTE] : [];
  });
  return sizes.length === 0 ? null : sizes.reduce((sum, size) => sum + size, 0);
}

/** Returns the sum of lines such as `1024`, in bytes; 0 for what is not a number. */
export const bytesInAll = (lines: string): number =>
  lines.split('\n').reduce((sum, line) => sum + (Number(line) || 0) * MEBIBYTE, 0);

/** Returns the bytes that all programs use on all GPUs. */
export const bytesUsed = async (): Promise<number> =>
  bytesInAll((await askNvidiaSmi('--query-gpu=memory.used')) ?? '');

/**
 * Returns the most bytes that a process uses on all GPUs while the work runs, sampled twice a second; 0 without a GPU. A
 * container hides the numbers of processes: then what all programs use beyond what they used before.
 */
export async function peakOnGpuWhile(pid: number, before: number, work: Promise<unknown>): Promise<number> {
  const ended = work.then(
    () => true,
    () => true,
  );
  let peak = 0;
  do {
    const listed = bytesOfProcess((await askNvidiaSmi('--query-compute-apps=pid,used_memory')) ?? '', pid);
    peak = Math.max(peak, listed ?? (await bytesUsed()) - before);
  } while (!(await Promise.race([ended, sleep(500, false)])));
  return peak;
}
