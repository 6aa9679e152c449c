import type { Observable } from 'rxjs';
import { MillraceError } from './app-error.ts';

/** Options of {@link Collective.allReduce$}. */
export interface ReduceOptions {
  /** `bfloat16` sends each value rounded to 16 bits: half the bytes; `float32`, the default, sends it as it is. */
  readonly wire?: 'float32' | 'bfloat16';
}

/**
 * The processes that train one model together, as MPI numbers them. Every process calls the same operations in the same
 * order; a process that is alone has rank 0 of 1.
 *
 * Operations are cold, take part when subscribed, and leave the event loop free meanwhile. They error with ProcessLost if
 * another process failed, hangs, cannot be reached, left, has ended, or makes another call; the error names it.
 *
 * @category Capabilities
 */
export interface Collective {
  /** The number of this process, from 0. Process 0 owns the terminal, the run folder and the checkpoints. */
  readonly rank: number;
  /** The number of processes, from 1. */
  readonly size: number;
  /** [size] the names of their machines. */
  readonly hosts: readonly string[];
  /**
   * Adds up the values of all processes. Overwrites `values`, which must not change meanwhile, and emits them: the same
   * bits in every process.
   */
  readonly allReduce$: <T extends Float32Array | Float64Array>(
    values: T,
    options?: ReduceOptions,
  ) => Observable<T>;
  /** Emits the bytes of process 0 in every process; those of other processes are ignored. */
  readonly broadcast$: (bytes: Uint8Array) => Observable<Uint8Array>;
  /** Emits the bytes of every process, by rank. They may have different lengths. */
  readonly allGather$: (bytes: Uint8Array) => Observable<readonly Uint8Array[]>;
  /** Completes when every process has subscribed to it; emits nothing. */
  readonly barrier$: Observable<never>;
  /**
   * Says that this process takes part no longer, before the others have ended: their operations error with ProcessLost, for
   * the reason {@link LEFT}; its own later ones for another reason.
   */
  readonly leave: () => void;
}

/**
 * Why a process is lost that has ended its run by itself, as a script may.
 *
 * @category Capabilities
 */
export const LEFT = 'it takes part no longer';

/** Returns whether an error says that another process has ended its run by itself. */
export const hasLeft = (error: unknown): boolean =>
  error instanceof MillraceError && error.detail._tag === 'ProcessLost' && error.detail.received === LEFT;

/** Returns `process 2 of 4`, counted from 1, with its machine if there are several: `process 2 of 4 (node-b)`. */
export const processName = ({ size, hosts }: Pick<Collective, 'size' | 'hosts'>, rank: number): string =>
  `process ${rank + 1} of ${size}${new Set(hosts).size > 1 ? ` (${hosts[rank] ?? ''})` : ''}`;
