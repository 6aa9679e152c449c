/** How far a process has come. */
export interface Progress {
  /** The number of operations that it has begun. */
  readonly begun: number;
  /** The seconds from the end of the operation before to the beginning of the latest. */
  readonly seconds: number;
  /** The seconds for which its main thread has been blocked. */
  readonly blocked: number;
}

/** A process that ends the work of all. */
export interface Straggler {
  readonly rank: number;
  readonly reason: string;
  /** Whether it cannot end by itself. */
  readonly isStuck: boolean;
}

/** Until a process has begun so many operations, it may load TensorFlow from a slow disk, or trace a graph that others have. */
const FIRST_OPERATIONS = 10;
const FIRST_SECONDS = 300;
/** How many times as long as the others a process may take. */
const PATIENCE = 10;

/**
 * Returns a process for which others wait in vain, because it has completed or its main thread hangs; null if there is none.
 *
 * Training steps and graphs block a main thread, but for about as long in every process: it hangs if it has been blocked for
 * `limit` seconds, and for ten times the time that those that wait took for the same part of the work; in its first
 * operations, for five minutes. A process whose event loop runs, as while it decodes images, never counts as hung.
 *
 * @param progress [processes] by rank; absent if unknown
 */
export function stragglerOf(
  progress: ReadonlyMap<number, Progress>,
  completed: ReadonlySet<number>,
  limit: number,
): Straggler | null {
  for (const [rank, { begun, blocked }] of progress) {
    const waiting = [...progress.values()].filter((other) => other.begun > begun);
    if (waiting.length === 0) continue;
    if (completed.has(rank))
      return {
        rank,
        reason: 'it has ended, but others wait for it: all must make the same calls',
        isStuck: false,
      };
    const longest = Math.max(...waiting.map(({ seconds }) => seconds));
    const allowed = Math.max(limit, PATIENCE * longest, begun < FIRST_OPERATIONS ? FIRST_SECONDS : 0);
    if (blocked >= allowed)
      return {
        rank,
        reason: `it hangs: its main thread has been blocked for ${blocked} seconds`,
        isStuck: true,
      };
  }
  return null;
}
