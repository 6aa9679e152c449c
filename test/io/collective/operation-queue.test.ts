import { expect, test } from 'vitest';
import type { OperationRequest } from '../../../src/io/collective/messages.ts';
import type { MpiAddon } from '../../../src/io/collective/mpi-addon.ts';
import { operationQueue } from '../../../src/io/collective/operation-queue.ts';
import { headerOf } from '../../../src/io/collective/operation-header.ts';

const allReduce = (values: Float32Array | Float64Array, wire?: 'bfloat16'): OperationRequest => ({
  ...{ kind: 'allReduce', values },
  ...(wire === undefined ? {} : { wire }),
});
const three = allReduce(new Float32Array(3));
const barrier: OperationRequest = { kind: 'barrier' };
const gather = (length: number): OperationRequest => ({ kind: 'allGather', bytes: new Uint8Array(length) });

/** Process 0 of two makes the first call, process 1 the second; returns what process 0 reports. */
function outcome(own: OperationRequest, other: OperationRequest): unknown[] {
  const events: unknown[] = [];
  const addon = {
    mpiAllGather: (bytes: Uint8Array, all: Uint8Array) => {
      all.set(bytes);
      if (all.length === 2 * bytes.length && bytes.length === headerOf(own).byteLength)
        all.set(new Uint8Array(headerOf(other).buffer), bytes.length);
      return 0;
    },
    mpiAllReduce: () => 0,
    mpiTest: () => true,
  } as unknown as MpiAddon;
  const queue = operationQueue({
    ...{ addon, mpi: { rank: 0, size: 2, library: '', host: '' } },
    onDone: () => events.push('done'),
    onFault: (text) => events.push(text),
    onLost: (rank, reason) => events.push([rank, reason]),
  });
  queue.add(0, own);
  while (queue.advance() !== 'idle');
  expect(queue.progress().begun).toBe(1);
  return events;
}

test.each([
  ['kinds', three, barrier, 'it calls barrier$, process 1 calls allReduce$ of 3 values (Float32Array)'],
  [
    'lengths',
    three,
    allReduce(new Float32Array(2)),
    'it calls allReduce$ of 2 values (Float32Array), process 1 calls allReduce$ of 3 values (Float32Array)',
  ],
  [
    'types',
    three,
    allReduce(new Float64Array(3)),
    'it calls allReduce$ of 3 values (Float64Array), process 1 calls allReduce$ of 3 values (Float32Array)',
  ],
  [
    'wires',
    allReduce(new Float32Array(3), 'bfloat16'),
    three,
    'it calls allReduce$ of 3 values (Float32Array), process 1 calls allReduce$ of 3 values (bfloat16)',
  ],
])('calls of different %s are noticed before MPI acts on them', (_, own, other, reason) => {
  expect(outcome(own, other)).toEqual([[1, `${reason}: all must make the same calls`]]);
});

test.each([
  ['barriers', barrier, barrier],
  ['sums', three, allReduce(new Float32Array(3))],
  ['bytes of different lengths', gather(2), gather(5)],
])('equal calls go on: %s', (_, own, other) => {
  expect(outcome(own, other)).toEqual(['done']);
});
