import { defer, filter, fromEvent, map, merge, of, take, timeout, type Observable } from 'rxjs';
import { fstatSync } from 'node:fs';
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import { engineFailed, engineUnavailable, MillraceError } from '../../core/index.ts';
import { ownWorker } from '../processes/index.ts';
import { messageOf } from '../support/index.ts';
import { liveCollective, type LiveCollective } from './live-collective.ts';
import { REPLIES, type WorkerReply, type WorkerSettings } from './messages.ts';
import type { MpiLibrary } from './mpi-library.ts';
import type { OpenedWorker } from './worker-link.ts';

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
const OPENING_SECONDS = 1800;

/**
 * Opens MPI, once per process, in a thread of its own, and returns the processes that the launcher started. Blocks until
 * all of them have opened it; without a launcher, the process is alone.
 *
 * Costs a thread and 10 MB; 40 MB in a clone of the repository, where the thread compiles TypeScript.
 *
 * A process whose MPI could not be opened may not end by `process.exit`, which waits for the thread.
 *
 * @throws EngineUnavailable if the library or the addon cannot be loaded, or the launcher cannot be reached; EngineFailed if
 * MPI cannot be initialized
 */
export function openCollective(config: OpenCollectiveConfig): LiveCollective {
  const thread = startThread(config);
  /** Blocks until the thread has answered. */
  const answer = (count: number): WorkerReply => {
    const ms = patienceOf(config, count);
    Atomics.wait(thread.signs, REPLIES, count, ms);
    return (receiveMessageOnPort(thread.port)?.message as WorkerReply | undefined) ?? late(ms);
  };
  const loaded = answer(0);
  return openedBy(thread, config, loaded.kind === 'loaded' ? answer(1) : loaded);
}

/**
 * As {@link openCollective}, but emits the processes, and does not block: the event loop goes on while others prepare their
 * engines. After it is unsubscribed, the thread may still wait for them, also in `process.exit`.
 */
export const openedCollective = (config: OpenCollectiveConfig): Observable<LiveCollective> =>
  defer(() => {
    const thread = startThread(config);
    const { port, worker } = thread;
    return merge(
      fromEvent(port, 'message', (event: unknown) => (event as { data: WorkerReply }).data),
      fromEvent(worker, 'error').pipe(map((cause) => failed(messageOf(cause)))),
    ).pipe(
      timeout({
        first: patienceOf(config, 0),
        each: patienceOf(config, 1),
        with: ({ seen }) => of(late(patienceOf(config, seen))),
      }),
      filter(({ kind }) => kind !== 'loaded'),
      take(1),
      map((reply) => openedBy(thread, config, reply)),
    );
  });

type Failed = WorkerReply & { readonly kind: 'failed' };

const failed = (text: string): Failed => ({ kind: 'failed', text });
const late = (ms: number): Failed => failed(`not all processes have opened it within ${ms / 1000} seconds`);

/** Returns the milliseconds to wait for a reply, by the number of those before. */
const patienceOf = ({ openingSeconds = OPENING_SECONDS }: OpenCollectiveConfig, count: number): number =>
  count === 0 ? LOADING_MS : 1000 * openingSeconds;

function startThread({
  library,
  native = process.env['MILLRACE_NATIVE'],
  timeoutSeconds = 15,
}: OpenCollectiveConfig): OpenedWorker {
  if (native === undefined)
    throw new MillraceError(
      engineUnavailable(library.name, "Millrace's addon", 'no MILLRACE_NATIVE', 'Run: millrace doctor'),
    );
  const { port1: port, port2 } = new MessageChannel();
  requireConnection(library);
  const signs = new Int32Array(new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT));
  const settings: WorkerSettings = { library, native, timeoutSeconds, port: port2, signs };
  const worker = ownWorker('./mpi-worker', import.meta.url, {
    workerData: settings,
    transferList: [port2],
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 4 },
  });
  worker.unref();
  return { worker, port, signs };
}

/**
 * MPICH's library crashes without the connection to its launcher.
 *
 * @throws EngineUnavailable if a program between them has closed it, as npm does
 */
function requireConnection({ name }: MpiLibrary): void {
  const { PMI_FD: descriptor } = process.env;
  if (descriptor === undefined || isSocket(Number(descriptor))) return;
  const advice =
    'npm and npx do not pass it on: let the launcher start node_modules/.bin/millrace, or node itself.';
  throw new MillraceError(
    engineUnavailable(name, `the launcher's connection (PMI_FD=${descriptor})`, 'none', advice),
  );
}

function isSocket(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isSocket();
  } catch {
    return false;
  }
}

/** @throws EngineFailed if MPI has not been opened */
function openedBy(
  thread: OpenedWorker,
  { library }: OpenCollectiveConfig,
  reply: WorkerReply,
): LiveCollective {
  if (reply.kind === 'opened') return liveCollective({ ...reply, ...thread });
  void thread.worker.terminate();
  const received = reply.kind === 'failed' ? reply.text : reply.kind;
  throw new MillraceError(engineFailed(library.name, 'a library that opens MPI', received));
}
