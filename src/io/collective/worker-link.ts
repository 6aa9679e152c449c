import { defer, filter, map, Subject, take, type Observable } from 'rxjs';
import type { MessagePort, Worker } from 'node:worker_threads';
import { messageOf } from '../support/index.ts';
import {
  REQUESTS,
  TURNS,
  type OperationRequest,
  type OperationResult,
  type PeerRequest,
  type WorkerReply,
  type WorkerRequest,
} from './messages.ts';

/** A thread that has opened MPI. */
export interface OpenedWorker {
  readonly worker: Worker;
  readonly port: MessagePort;
  readonly signs: Int32Array;
}

/** Asks the thread that calls MPI. Keeps the process alive only while it waits for an answer. */
export interface WorkerLink {
  /** Emits the result. After a loss, an operation never emits. */
  readonly operate: (request: OperationRequest, then?: () => void) => Observable<OperationResult>;
  readonly ask: (request: PeerRequest) => Observable<OperationResult>;
  /** Asks without waiting for the answer. */
  readonly tell: (request: PeerRequest) => void;
}

export interface WorkerLinkConfig extends OpenedWorker {
  /** Rank -1 stands for MPI itself. */
  readonly onLost: (rank: number, reason: string) => void;
  readonly onLeft: (rank: number) => void;
}

/** The time between two signs of life of the main thread. */
const TURN_MS = 500;

/** What follows an answer. */
type Then = (() => void) | undefined;

export function workerLink({ worker, port, signs, onLost, onLeft }: WorkerLinkConfig): WorkerLink {
  const answers = new Subject<WorkerReply & { kind: 'done' }>();
  const operations = new Map<number, Then>();
  const questions = new Map<number, Then>();
  let count = 0;

  const restIfAnswered = (): void => {
    if (operations.size + questions.size === 0) port.unref();
  };
  const handle = (reply: WorkerReply): void => {
    switch (reply.kind) {
      case 'done': {
        const then = operations.get(reply.id);
        answers.next(reply);
        then?.();
        operations.delete(reply.id);
        questions.delete(reply.id);
        break;
      }
      case 'lost':
      case 'left':
        // Without their `then`: MPI may still write into their buffers.
        operations.clear();
        if (reply.kind === 'lost') onLost(reply.rank, reply.reason);
        else onLeft(reply.rank);
        break;
      case 'failed':
        operations.clear();
        questions.clear();
        onLost(-1, reply.text);
        break;
      case 'loaded':
      case 'opened':
    }
    restIfAnswered();
  };
  setInterval(() => Atomics.add(signs, TURNS, 1), TURN_MS).unref();
  port.on('message', handle);
  port.unref();
  worker.on('error', (error) => handle({ kind: 'failed', text: messageOf(error) }));

  const post = (kept: Map<number, Then>, request: WorkerRequest['request'], then?: () => void): number => {
    const id = count++;
    kept.set(id, then);
    port.ref();
    port.postMessage(
      { id, request } satisfies WorkerRequest,
      'bytes' in request ? [request.bytes.buffer as ArrayBuffer] : [],
    );
    Atomics.add(signs, REQUESTS, 1);
    Atomics.notify(signs, REQUESTS);
    return id;
  };
  const send = (
    kept: Map<number, Then>,
    request: WorkerRequest['request'],
    then?: () => void,
  ): Observable<OperationResult> =>
    defer(() => {
      const id = post(kept, request, then);
      return answers.pipe(
        filter((answer) => answer.id === id),
        take(1),
        map(({ result }) => result),
      );
    });
  return {
    operate: (request, then) => send(operations, request, then),
    ask: (request) => send(questions, request),
    tell: (request) => {
      post(questions, request);
    },
  };
}
