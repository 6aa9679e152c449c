/** The program of the thread that makes all calls of MPI: the main thread may be busy for a long time. */
import { receiveMessageOnPort, workerData } from 'node:worker_threads';
import { messageOf } from '../support/index.ts';
import {
  REPLIES,
  REQUESTS,
  TURNS,
  type WorkerReply,
  type WorkerRequest,
  type WorkerSettings,
} from './messages.ts';
import { loadMpiAddon, type MpiAddon } from './mpi-addon.ts';
import { operationQueue, runOperation, type OperationQueue } from './operation-queue.ts';
import { createPeers, type Peers } from './peers.ts';
import { ownIdentity, type ProcessIdentity } from './process-identity.ts';

const { library, native, timeoutSeconds, port, signs } = workerData as WorkerSettings;

const TICK_MS = 1000;
/** The time between two looks for messages while an operation is running. */
const POLL_MS = 2;
/** The time without progress after which the thread sleeps between two tests instead of spinning. */
const SPIN_MS = 2;
const SLEEP_MICROSECONDS = 100;
const LONGEST_REST_MS = 20;

function reply(message: WorkerReply): void {
  const result = message.kind === 'done' ? (message.result ?? []) : [];
  const arrays = result instanceof Uint8Array ? [result] : result;
  port.postMessage(
    message,
    arrays.map(({ buffer }) => buffer as ArrayBuffer),
  );
  Atomics.add(signs, REPLIES, 1);
  Atomics.notify(signs, REPLIES);
}

let [turns, blocked] = [0, 0];

/** Counts the seconds for which the main thread has been blocked. Call it every second. */
function watchMainThread(): void {
  const now = Atomics.load(signs, TURNS);
  blocked = now === turns ? blocked + 1 : 0;
  turns = now;
}

function work(addon: MpiAddon, queue: OperationQueue, peers: Peers): void {
  let lastPoll = 0;
  let lastTick = performance.now();
  let lastProgress = lastTick;
  while (!peers.isOver()) {
    const seen = Atomics.load(signs, REQUESTS);
    for (let got = receiveMessageOnPort(port); got !== undefined; got = receiveMessageOnPort(port)) {
      const { id, request } = got.message as WorkerRequest;
      lastProgress = performance.now();
      if (isOperation(request)) queue.add(id, request);
      else peers.serve(id, request);
    }
    const state = queue.advance();
    const now = performance.now();
    if (state === 'progress') lastProgress = now;
    if (state === 'idle' || now - lastPoll >= POLL_MS) {
      lastPoll = now;
      peers.poll();
    }
    if (now - lastTick >= TICK_MS) {
      lastTick = now;
      watchMainThread();
      peers.tick();
    }
    const quietMs = now - lastProgress;
    if (state === 'waiting') addon.pause(quietMs < SPIN_MS ? 0 : SLEEP_MICROSECONDS);
    // Rests longer the longer nothing happens: messages of MPI advance only while it is called.
    if (state === 'idle')
      Atomics.wait(signs, REQUESTS, seen, Math.min(LONGEST_REST_MS, Math.max(0.1, quietMs / 10)));
  }
}

const isOperation = (request: WorkerRequest['request']): request is Parameters<OperationQueue['add']>[1] =>
  ['allReduce', 'broadcast', 'allGather', 'barrier'].includes(request.kind);

try {
  reply({ kind: 'loaded' });
  const addon = loadMpiAddon(native);
  const mpi = addon.mpiOpen(library.path, library.abi);
  const own = Buffer.from(JSON.stringify(ownIdentity(addon, mpi.host)));
  const all = runOperation(addon, mpi, { kind: 'allGather', bytes: own }) as readonly Uint8Array[];
  const processes = all.map((bytes) => JSON.parse(Buffer.from(bytes).toString()) as ProcessIdentity);
  reply({ kind: 'opened', mpi, processes });

  const ended: number[] = [];
  const peers: Peers = createPeers({
    ...{ addon, rank: mpi.rank, processes, timeoutTicks: timeoutSeconds },
    progress: () => ({ ...queue.progress(), blocked }),
    onLost: (rank, reason) => {
      queue.abandon();
      reply({ kind: 'lost', rank, reason });
    },
    onLeft: (rank) => {
      queue.abandon();
      reply({ kind: 'left', rank });
    },
    // The main thread may exit when it gets this, so it comes after MPI_Finalize.
    onServed: (id) => (peers.isOver() ? ended.push(id) : reply({ kind: 'done', id, result: undefined })),
  });
  const queue = operationQueue({
    ...{ addon, mpi, onFault: peers.onFault, onLost: peers.onLost },
    onDone: (id, result) => reply({ kind: 'done', id, result }),
  });
  work(addon, queue, peers);
  addon.mpiFinalize();
  for (const id of ended) reply({ kind: 'done', id, result: undefined });
  port.close();
} catch (error) {
  reply({ kind: 'failed', text: messageOf(error) });
}
