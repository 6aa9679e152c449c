import { messageOf } from '../support/index.ts';
import type { OperationRequest, OperationResult } from './messages.ts';
import type { MpiAddon, OpenedMpi } from './mpi-addon.ts';
import { DifferentCall } from './operation-header.ts';
import { operations, type Steps } from './operations.ts';
import type { Progress } from './stragglers.ts';

/** Runs operations one after the other, since MPI needs the same order in every process. Never waits. */
export interface OperationQueue {
  readonly add: (id: number, request: OperationRequest) => void;
  /** Tests the operation that is running, and starts the next step or operation. */
  readonly advance: () => 'idle' | 'waiting' | 'progress';
  /** Gives up all operations, now and later. */
  readonly abandon: () => void;
  readonly progress: () => Omit<Progress, 'blocked'>;
}

export interface OperationQueueConfig {
  readonly addon: MpiAddon;
  readonly mpi: OpenedMpi;
  readonly onDone: (id: number, result: OperationResult) => void;
  /** Called with MPI's error; the operation never completes. */
  readonly onFault: (text: string) => void;
  /** Called if the calls of the processes differ; the operation never completes. */
  readonly onLost: (rank: number, reason: string) => void;
}

/** A test that takes longer has moved bytes. */
const MOVED_MS = 0.02;

export function operationQueue({
  addon,
  mpi,
  onDone,
  onFault,
  onLost,
}: OperationQueueConfig): OperationQueue {
  const stepsOf = operations(addon, mpi);
  const queue: { readonly id: number; readonly steps: Steps }[] = [];
  let request: number | null = null;
  let isAbandoned = false;
  let [begun, seconds, freeSince] = [0, 0, performance.now()];

  /** Continues the first operation of the queue. */
  const proceed = (): void => {
    const [first] = queue;
    if (first === undefined) return;
    const step = first.steps.next();
    request = step.done === true ? null : step.value;
    if (step.done !== true) return;
    queue.shift();
    freeSince = performance.now();
    onDone(first.id, step.value);
  };
  return {
    add: (id, operation) => {
      if (isAbandoned) return;
      if (queue.length === 0) seconds = (performance.now() - freeSince) / 1000;
      begun++;
      queue.push({ id, steps: stepsOf(operation) });
    },
    advance: () => {
      if (isAbandoned || queue.length === 0) return 'idle';
      try {
        const start = performance.now();
        if (request !== null && !addon.mpiTest(request))
          return performance.now() - start > MOVED_MS ? 'progress' : 'waiting';
        proceed();
        return 'progress';
      } catch (error) {
        isAbandoned = true;
        if (error instanceof DifferentCall) onLost(error.rank, error.message);
        else onFault(messageOf(error));
        return 'idle';
      }
    },
    abandon: () => {
      isAbandoned = true;
    },
    progress: () => ({ begun, seconds }),
  };
}

/** Runs one operation, and returns its result. */
export function runOperation(addon: MpiAddon, mpi: OpenedMpi, request: OperationRequest): OperationResult {
  const steps = operations(addon, mpi)(request);
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return step.value;
    while (!addon.mpiTest(step.value)) addon.pause(WAIT_MICROSECONDS);
  }
}

const WAIT_MICROSECONDS = 100;
