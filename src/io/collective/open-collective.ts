import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import { engineFailed, engineUnavailable, MillraceError } from '../../core/index.ts';
import { ownWorker } from '../processes/index.ts';
import { liveCollective, type LiveCollective } from './live-collective.ts';
import { REPLIES, type WorkerReply, type WorkerSettings } from './messages.ts';
import type { MpiLibrary } from './mpi-library.ts';

/** Settings of {@link openCollective}. */
export interface OpenCollectiveConfig {
  readonly library: MpiLibrary;
  /** The path of Millrace's addon; that of the environment variable `MILLRACE_NATIVE` by default. */
  readonly native?: string;
  /** The seconds without a sign of life after which a process is lost; 15 by default. */
  readonly timeoutSeconds?: number;
  /** The seconds in which all processes must have opened MPI; by default half an hour: they may prepare engines before. */
  readonly openingSeconds?: number;
}

/** The time in which a thread loads. */
const LOADING_MS = 60_000;

/**
 * Opens MPI, once per process, in a thread of its own, and returns the processes that the launcher started. Blocks until
 * all of them have opened it; without a launcher, the process is alone.
 *
 * Costs a thread and 10 MB; 40 MB in a clone of the repository, where the thread compiles TypeScript.
 *
 * A process whose MPI could not be opened may not end by `process.exit`, which waits for the thread.
 *
 * @throws EngineUnavailable if the library or the addon cannot be loaded; EngineFailed if MPI cannot be initialized
 */
export function openCollective({
  library,
  native = process.env['MILLRACE_NATIVE'],
  timeoutSeconds = 15,
  openingSeconds = 1800,
}: OpenCollectiveConfig): LiveCollective {
  if (native === undefined)
    throw new MillraceError(
      engineUnavailable(library.name, "Millrace's addon", 'no MILLRACE_NATIVE', 'Run: millrace doctor'),
    );
  const { port1: port, port2 } = new MessageChannel();
  const signs = new Int32Array(new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT));
  const settings: WorkerSettings = { library, native, timeoutSeconds, port: port2, signs };
  const worker = ownWorker('./mpi-worker', import.meta.url, {
    workerData: settings,
    transferList: [port2],
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 4 },
  });
  worker.unref();
  const error = (received: string): MillraceError =>
    new MillraceError(engineFailed(library.name, 'a library that opens MPI', received));
  /** Blocks until the thread has answered. */
  const answer = (count: number, ms: number): WorkerReply => {
    Atomics.wait(signs, REPLIES, count, ms);
    const message = receiveMessageOnPort(port)?.message as WorkerReply | undefined;
    return (
      message ?? { kind: 'failed', text: `not all processes have opened it within ${ms / 1000} seconds` }
    );
  };
  const loaded = answer(0, LOADING_MS);
  const opened = loaded.kind === 'loaded' ? answer(1, 1000 * openingSeconds) : loaded;
  if (opened.kind === 'opened') return liveCollective({ ...opened, worker, port, signs });
  void worker.terminate();
  throw error(opened.kind === 'failed' ? opened.text : opened.kind);
}
