import { messageOf } from '../support/index.ts';
import type { OperationRequest, OperationResult } from './messages.ts';
import type { MpiAddon, OpenedMpi } from './mpi-addon.ts';
import { operations, type Steps } from './operations.ts';

/** Runs operations one after the other, since MPI needs the same order in every process. Never waits. */
export interface OperationQueue {
  readonly add: (id: number, request: OperationRequest) => void;
  /** Tests the operation that is running, and starts the next step or operation. */
  readonly advance: () => 'idle' | 'waiting' | 'progress';
  /** Gives up all operations, now and later. */
  readonly abandon: () => void;
}

export interface OperationQueueConfig {
  readonly addon: MpiAddon;
  readonly mpi: OpenedMpi;
  readonly onDone: (id: number, result: OperationResult) => void;
  /** Called with MPI's error; the operation never completes. */
  readonly onFault: (text: string) => void;
}

/** A test that takes longer has moved bytes. */
const MOVED_MS = 0.02;

export function operationQueue({ addon, mpi, onDone, onFault }: OperationQueueConfig): OperationQueue {
  const stepsOf = operations(addon, mpi);
  const queue: { readonly id: number; readonly steps: Steps }[] = [];
  let request: number | null = null;
  let isAbandoned = false;

  /** Continues the first operation of the queue. */
  const proceed = (): void => {
    const [first] = queue;
    if (first === undefined) return;
    const step = first.steps.next();
    request = step.done === true ? null : step.value;
    if (step.done !== true) return;
    queue.shift();
    onDone(first.id, step.value);
  };
  return {
    add: (id, operation) => {
      if (!isAbandoned) queue.push({ id, steps: stepsOf(operation) });
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
        onFault(messageOf(error));
        return 'idle';
      }
    },
    abandon: () => {
      isAbandoned = true;
    },
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
