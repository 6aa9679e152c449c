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

/** Returns a function that returns the fraction of all cores that other programs have used since; NaN unless on Linux. */
export function otherLoad(): () => number {
  const from = cpuUse();
  return () => otherFraction(from, cpuUse(), availableParallelism());
}

function cpuUse(): CpuUse {
  const at = performance.now() / 1000;
  try {
    return {
      at,
      busy: busyIn(readFileSync('/proc/stat', 'utf8')),
      own: processTree(process.pid).reduce((sum, pid) => sum + usedIn(readOr(`/proc/${pid}/stat`)), 0),
    };
  } catch {
    return { at, busy: NaN, own: NaN };
  }
}

/** Returns the busy seconds in /proc/stat: all but idle, waiting for disks, and those that the host took. */
export function busyIn(text: string): number {
  const [user = 0, nice = 0, system = 0, , , interrupts = 0, soft = 0] = (/^cpu +(.*)/.exec(text)?.[1] ?? '')
    .split(' ')
    .map(Number);
  return (user + nice + system + interrupts + soft) / TICKS;
}

/** Returns the seconds in /proc/PID/stat, with those of children that have ended. */
export function usedIn(text: string): number {
  const fields = text
    .slice(text.lastIndexOf(') ') + 2)
    .split(' ')
    .slice(11, 15)
    .map(Number);
  return fields.reduce((sum, ticks) => sum + ticks, 0) / TICKS;
}
