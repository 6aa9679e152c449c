import { Worker } from 'node:worker_threads';

/** Settings of {@link orphanGuard}. */
export interface OrphanGuardConfig {
  /** The time without a sign of life after which this process is killed, once its owner is gone. */
  readonly graceMs: number;
  /** The process of this machine that must live; by default the parent. */
  readonly owner?: number;
  /** The time between two looks; 1000 by default. */
  readonly everyMs?: number;
}

/** Watches this process from a thread of its own. */
export interface OrphanGuard {
  /** Reports a sign of life, and how long the next may take. */
  readonly alive: (graceMs: number) => void;
}

/**
 * Kills this process by SIGKILL if its owner is gone and it shows no sign of life any more: it neither calls `alive` nor
 * writes to a disk. Works while native code or an endless loop blocks the main thread, but not while the process is
 * stopped by SIGSTOP. Counts looks instead of time, so a machine or process that was suspended gets its whole grace.
 *
 * Costs a thread and 10 MB.
 */
export function orphanGuard({
  graceMs,
  owner = process.ppid,
  everyMs = 1000,
}: OrphanGuardConfig): OrphanGuard {
  const shared = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  shared[GRACE] = graceMs;
  const worker = new Worker(WATCH, {
    eval: true,
    workerData: { shared, everyMs, owner, isParent: owner === process.ppid },
    // It loads nothing, in particular no TypeScript.
    execArgv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1, stackSizeMb: 1 },
  });
  worker.unref();
  // A run must not fail for want of a guard.
  worker.on('error', () => undefined);
  return {
    alive: (nextMs) => {
      Atomics.add(shared, SIGNS, 1);
      Atomics.store(shared, GRACE, nextMs);
    },
  };
}

/** The indices of the shared numbers: signs of life, and milliseconds of grace. */
const SIGNS = 0;
const GRACE = 1;

/** JavaScript, since a worker in a clone would have to load a compiler of TypeScript. */
const WATCH = `
const { shared, everyMs, owner, isParent } = require('node:worker_threads').workerData;
let last = '';
let silentMs = 0;
const isGone = () => {
  try {
    process.kill(owner, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
};
setInterval(() => {
  const isOrphan = isParent ? process.ppid !== owner : isGone();
  const signs = [isOrphan, Atomics.load(shared, ${SIGNS}), process.resourceUsage().fsWrite].join();
  silentMs = signs === last ? silentMs + everyMs : 0;
  last = signs;
  if (isOrphan && silentMs >= Atomics.load(shared, ${GRACE})) process.kill(process.pid, 'SIGKILL');
}, everyMs);
`;
