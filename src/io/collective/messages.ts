import type { MessagePort } from 'node:worker_threads';
import type { ReduceOptions } from '../../core/index.ts';
import type { OpenedMpi } from './mpi-addon.ts';
import type { MpiLibrary } from './mpi-library.ts';
import type { ProcessIdentity } from './process-identity.ts';

/** What the thread that calls MPI gets when it starts. */
export interface WorkerSettings {
  readonly library: MpiLibrary;
  /** The path of the addon. */
  readonly native: string;
  readonly timeoutSeconds: number;
  readonly port: MessagePort;
  /**
   * The number of requests so far, and of replies: each side waits for the number of the other to change; and that of the
   * half seconds in which the event loop of the main thread ran.
   */
  readonly signs: Int32Array;
}

/** The indices of `signs`. */
export const REQUESTS = 0;
export const REPLIES = 1;
export const TURNS = 2;

export type OperationRequest =
  | ({
      readonly kind: 'allReduce';
      /** In shared memory. */
      readonly values: Float32Array | Float64Array;
    } & ReduceOptions)
  | { readonly kind: 'broadcast' | 'allGather'; readonly bytes: Uint8Array }
  | { readonly kind: 'barrier' };

export type PeerRequest =
  { readonly kind: 'fail'; readonly reason: string } | { readonly kind: 'leave' | 'dismiss' | 'end' };

/** From the main thread. */
export interface WorkerRequest {
  readonly id: number;
  readonly request: OperationRequest | PeerRequest;
}

/** What an operation returns. */
export type OperationResult = Uint8Array | readonly Uint8Array[] | undefined;

/** To the main thread. */
export type WorkerReply =
  /** The thread runs: it opens MPI now. */
  | { readonly kind: 'loaded' }
  | { readonly kind: 'failed'; readonly text: string }
  | { readonly kind: 'opened'; readonly mpi: OpenedMpi; readonly processes: readonly ProcessIdentity[] }
  | { readonly kind: 'done'; readonly id: number; readonly result: OperationResult }
  /** Rank -1 stands for MPI itself. */
  | { readonly kind: 'lost'; readonly rank: number; readonly reason: string }
  | { readonly kind: 'left'; readonly rank: number };
