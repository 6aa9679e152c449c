import type { OperationRequest, OperationResult } from './messages.ts';
import type { MpiAddon, OpenedMpi } from './mpi-addon.ts';
import { HEADER, headerOf, requireSameCall } from './operation-header.ts';

/** The steps of an operation: each yields a request to MPI, and goes on when that is done. */
export type Steps<T = OperationResult> = Generator<number, T>;

/** The values of one call of MPI, which counts to 2^31 - 1. */
const CHUNK = 2 ** 28;
/**
 * The values that are added up at a time: parts that stay in the caches of a processor take a third of the time. With many
 * processes, each of which adds up its segment, parts are longer.
 */
const PART = 2 ** 18;
const PROCESSES_PER_PART = 8;
/** The values that are rounded at a time. */
const BLOCK = 2 ** 20;

/** Returns the steps of operations, on behalf of one thread: their buffers are kept. */
export function operations(addon: MpiAddon, { rank, size }: OpenedMpi): (request: OperationRequest) => Steps {
  /** Two parts are on the way at a time. */
  function* allReduce(values: Float32Array | Float64Array): Steps<undefined> {
    const length = PART * Math.ceil(size / PROCESSES_PER_PART);
    let before: number | null = null;
    for (let start = 0; start < values.length; start += length) {
      const next = addon.mpiAllReduce(values.subarray(start, start + length));
      if (before !== null) yield before;
      before = next;
    }
    if (before !== null) yield before;
  }

  /** [size × values of a segment] the buffers of {@link allReduceRounded}. */
  const sent = new Uint16Array(BLOCK + size);
  const received = new Uint16Array(BLOCK + size);

  /**
   * Works with every MPI, which need not know bfloat16: process i gets segment i of every process, sums them in float32,
   * in rank order, and sends the sum to all, rounded again. The result has the same bits in every process.
   */
  function* allReduceRounded(values: Float32Array): Steps<undefined> {
    for (let start = 0; start < values.length; start += BLOCK) {
      const block = values.subarray(start, start + BLOCK);
      const segment = Math.ceil(block.length / size);
      const own = received.subarray(0, segment);
      addon.toBfloat16(block, sent.fill(0, block.length, segment * size));
      yield addon.mpiAllToAll(bytesOf(sent, segment * size), bytesOf(received, segment * size));
      addon.sumBfloat16(received.subarray(0, segment * size), own);
      yield addon.mpiAllGather(bytesOf(own), bytesOf(sent, segment * size));
      addon.fromBfloat16(sent, block);
    }
  }

  function* broadcast(bytes: Uint8Array, length: number): Steps<Uint8Array> {
    const result = rank === 0 ? bytes : new Uint8Array(length);
    for (let start = 0; start < result.length; start += CHUNK)
      yield addon.mpiBroadcast(result.subarray(start, start + CHUNK));
    return result;
  }

  function* allGather(bytes: Uint8Array, lengths: readonly number[]): Steps<readonly Uint8Array[]> {
    const results = lengths.map((length) => new Uint8Array(length));
    const longest = Math.max(...lengths);
    const chunk = Math.min(longest, Math.max(1, Math.floor(CHUNK / size)));
    const own = new Uint8Array(chunk);
    const all = new Uint8Array(chunk * size);
    for (let start = 0; start < longest; start += chunk) {
      own.set(bytes.subarray(start, start + chunk));
      yield addon.mpiAllGather(own, all);
      for (const [other, result] of results.entries()) {
        const rest = Math.min(chunk, Math.max(0, result.length - start));
        result.set(all.subarray(other * chunk, other * chunk + rest), Math.min(start, result.length));
      }
    }
    return results;
  }

  /** All exchange their headers first. That costs some microseconds, and makes a barrier. */
  return function* (request) {
    const headers = new Float64Array(HEADER * size);
    yield addon.mpiAllGather(bytesOf(headerOf(request)), bytesOf(headers));
    requireSameCall(headers);
    const lengths = Array.from({ length: size }, (_, other) => headers[HEADER * other + 1] ?? 0);
    switch (request.kind) {
      case 'allReduce':
        return yield* request.wire === 'bfloat16' && request.values instanceof Float32Array
          ? allReduceRounded(request.values)
          : allReduce(request.values);
      case 'broadcast':
        return yield* broadcast(request.bytes, lengths[0] ?? 0);
      case 'allGather':
        return yield* allGather(request.bytes, lengths);
      case 'barrier':
        return undefined;
    }
  };
}

const bytesOf = (values: Uint16Array | Float64Array, length = values.length): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, length * values.BYTES_PER_ELEMENT);
