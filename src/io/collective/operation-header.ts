import type { OperationRequest } from './messages.ts';

/** A call that differs from that of process 0. */
export class DifferentCall extends Error {
  readonly rank: number;

  constructor(rank: number, reason: string) {
    super(reason);
    this.rank = rank;
  }
}

/** The numbers of a header. */
export const HEADER = 2;

/**
 * Returns what a process tells the others before an operation: its kind, and the number of its values or bytes. With
 * different calls, MPI would return nonsense, wait for ever, or write beyond a buffer.
 */
export const headerOf = (request: OperationRequest): Float64Array<ArrayBuffer> =>
  new Float64Array([KINDS.indexOf(kindOf(request)), lengthOf(request)]);

/** @throws DifferentCall unless the headers of all processes, by rank, belong to one call */
export function requireSameCall(headers: Float64Array): void {
  for (let rank = 1; HEADER * rank < headers.length; rank++) {
    const [first, other] = [describe(headers, 0), describe(headers, rank)];
    if (first !== other)
      throw new DifferentCall(
        rank,
        `it calls ${other}, process 1 calls ${first}: all must make the same calls`,
      );
  }
}

const KINDS = ['broadcast$', 'allGather$', 'barrier$', 'Float32Array', 'Float64Array', 'bfloat16'] as const;
/** The kinds before it have no length on which processes must agree. */
const FIRST_REDUCTION = KINDS.indexOf('Float32Array');

function kindOf(request: OperationRequest): (typeof KINDS)[number] {
  if (request.kind !== 'allReduce') return `${request.kind}$`;
  if (request.values instanceof Float64Array) return 'Float64Array';
  return request.wire === 'bfloat16' ? 'bfloat16' : 'Float32Array';
}

const lengthOf = (request: OperationRequest): number =>
  'values' in request ? request.values.length : 'bytes' in request ? request.bytes.length : 0;

function describe(headers: Float64Array, rank: number): string {
  const [kind = 0, length = 0] = headers.subarray(HEADER * rank);
  const name = KINDS[kind] ?? '';
  return kind < FIRST_REDUCTION ? name : `allReduce$ of ${length} values (${name})`;
}
