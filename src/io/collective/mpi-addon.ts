import { createRequire } from 'node:module';
import type { MpiLibrary } from './mpi-library.ts';

/** The functions of Millrace's addon that call MPI. One thread calls them all; each throws an Error with MPI's text. */
export interface MpiAddon {
  /** Loads the library and initializes MPI; once per process. */
  readonly mpiOpen: (path: string, abi: MpiLibrary['abi']) => OpenedMpi;
  /** These start an operation and return its number, for `mpiTest`. They keep the arrays, which must not change. */
  readonly mpiAllReduce: (values: Float32Array | Float64Array) => number;
  readonly mpiBroadcast: (bytes: Uint8Array) => number;
  readonly mpiAllGather: (own: Uint8Array, all: Uint8Array) => number;
  readonly mpiAllToAll: (sent: Uint8Array, received: Uint8Array) => number;
  readonly mpiSend: (message: Uint8Array, rank: number) => number;
  readonly mpiReceive: (message: Uint8Array) => number;
  /** Returns whether an operation is done; its number is then free. */
  readonly mpiTest: (request: number) => boolean;
  readonly mpiFinalize: () => void;
  /** Asks the launcher to kill all processes; this one exits with the code. */
  readonly mpiAbort: (code: number) => never;
  /** These round to bfloat16, to nearest, ties to even, and back. */
  readonly toBfloat16: (values: Float32Array, rounded: Uint16Array) => void;
  readonly fromBfloat16: (rounded: Uint16Array, values: Float32Array) => void;
  /** Adds up the parts, each as long as `sum`, in order, in float32, and rounds. */
  readonly sumBfloat16: (parts: Uint16Array, sum: Uint16Array) => void;
  /** Returns a bit for each core, set if this process may use it; null if the system has no such limit. */
  readonly affinity: () => Uint8Array | null;
  /** Sleeps; 0 lets another thread use the core. */
  readonly pause: (microseconds: number) => void;
}

export interface OpenedMpi {
  readonly rank: number;
  readonly size: number;
  /** The name and version that the library states. */
  readonly library: string;
  /** The name of the machine. */
  readonly host: string;
}

/** Loads the addon. */
export const loadMpiAddon = (path: string): MpiAddon => createRequire(import.meta.url)(path) as MpiAddon;
