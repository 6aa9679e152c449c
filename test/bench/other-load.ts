import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { processTree, readOr } from './memory.ts';

/** CPU seconds until now, of all cores together. */
export interface CpuUse {
  readonly at: number;
  /** In which a core was not idle. */
  readonly busy: number;
  /** Of this process, its descendants, and those of them that have ended. */
  readonly own: number;
}

/** /proc counts in hundredths of a second. */
const TICKS = 100;

/** Returns the fraction of all cores that other programs used between two moments, 0..1. */
export const otherFraction = (from: CpuUse, to: CpuUse, cores: number): number =>
  Math.max(0, to.busy - from.busy - (to.own - from.own)) / (cores * (to.at - from.at));

/** How often processes are looked at, so that those are known that end unseen by their parent. */
const EVERY_MS = 200;

/**
 * Starts to observe, and returns a function that ends it and returns the fraction of all cores that other programs have used
 * since; NaN unless on Linux.
 */
export function otherLoad(): () => number {
  const seen = new Map<number, number>();
  const from = cpuUse(seen);
  const before = sumOf(seen);
  const timer = setInterval(() => {
    if (!Number.isNaN(from.busy)) observe(seen);
  }, EVERY_MS).unref();
  return () => {
    clearInterval(timer);
    const to = cpuUse(seen);
    // A parent counts only children for whose end it has waited, but also those that were too short to be seen.
    const own = Math.max(to.own, from.own + sumOf(seen) - before);
    return otherFraction(from, { ...to, own }, availableParallelism());
  };
}

function cpuUse(seen: Map<number, number>): CpuUse {
  const at = performance.now() / 1000;
  try {
    return { at, busy: busyIn(readFileSync('/proc/stat', 'utf8')), own: observe(seen) };
  } catch {
    return { at, busy: NaN, own: NaN };
  }
}

/**
 * Returns the seconds that this process and its descendants have used, with their children that have ended.
 *
 * @param seen receives the seconds of each process alone, which stay when it ends
 */
function observe(seen: Map<number, number>): number {
  const used = processTree(process.pid).map((pid) => ({ pid, ...usedIn(readOr(`/proc/${pid}/stat`)) }));
  for (const { pid, own } of used) seen.set(pid, Math.max(own, seen.get(pid) ?? 0));
  return used.reduce((sum, { own, children }) => sum + own + children, 0);
}

const sumOf = (seen: ReadonlyMap<number, number>): number =>
  [...seen.values()].reduce((sum, seconds) => sum + seconds, 0);

/** Returns the busy seconds in /proc/stat: all but idle, waiting for disks, and those that the host took. */
export function busyIn(text: string): number {
  const [user = 0, nice = 0, system = 0, , , interrupts = 0, soft = 0] = (/^cpu +(.*)/.exec(text)?.[1] ?? '')
    .split(' ')
    .map(Number);
  return (user + nice + system + interrupts + soft) / TICKS;
}

/** Returns the seconds in /proc/PID/stat: of the process, and of its children that have ended. */
export function usedIn(text: string): { readonly own: number; readonly children: number } {
  const [user = 0, system = 0, childUser = 0, childSystem = 0] = text
    .slice(text.lastIndexOf(') ') + 2)
    .split(' ')
    .slice(11, 15)
    .map(Number);
  return { own: (user + system) / TICKS, children: (childUser + childSystem) / TICKS };
}
