import {
  asapScheduler,
  AsyncSubject,
  defer,
  ignoreElements,
  map,
  merge,
  observeOn,
  Subject,
  take,
  type Observable,
} from 'rxjs';
import { brokenInvariant, LEFT, MillraceError, range, type Collective } from '../../src/core/index.ts';
import { fromBfloat16, toBfloat16 } from './bfloat16.ts';
import { lostProcess } from '../../src/io/collective/lost-process.ts';

/** One of several collectives in this process. */
export interface LocalCollective extends Collective {
  /** Makes every pending and later operation of the others error with ProcessLost, which names this one and the reason. */
  readonly fail: (reason: string) => void;
}

type Values = Float32Array | Float64Array;

/** One operation, in which every rank takes part. */
interface Meeting {
  readonly operation: string;
  readonly parts: unknown[];
  readonly joined: Set<number>;
  readonly done$: AsyncSubject<readonly unknown[]>;
}

/**
 * Returns `size` collectives that meet in memory: an operation emits, asynchronously, when all have subscribed to it.
 * Values are summed in rank order, in their own precision. Throws BrokenInvariant if ranks call different operations.
 */
export function localCollectives(size: number): readonly LocalCollective[] {
  const ranks = range(size);
  const hosts = ranks.map(() => 'localhost');
  const lost = ranks.map(() => new Subject<never>());
  const calls = ranks.map(() => 0);
  const meetings = new Map<number, Meeting>();

  /** Emits the parts of all ranks, after `finish` has seen them. */
  const meet = <P>(
    rank: number,
    operation: string,
    part: P,
    finish: (parts: readonly P[]) => void = () => undefined,
  ): Observable<readonly P[]> =>
    defer(() => {
      const call = calls[rank]!++;
      const meeting: Meeting = meetings.get(call) ?? {
        ...{ operation, parts: [], joined: new Set(), done$: new AsyncSubject() },
      };
      meetings.set(call, meeting);
      if (meeting.operation !== operation)
        throw new MillraceError(
          brokenInvariant(`process ${rank + 1} of ${size}`, meeting.operation, operation),
        );
      meeting.parts[rank] = part;
      if (meeting.joined.add(rank).size === size) {
        meetings.delete(call);
        finish(meeting.parts as P[]);
        meeting.done$.next(meeting.parts);
        meeting.done$.complete();
      }
      return merge(lost[rank]!, meeting.done$ as Observable<readonly P[]>).pipe(take(1));
    }).pipe(observeOn(asapScheduler));

  return ranks.map((rank) => ({
    ...{ rank, size, hosts },
    allReduce$: (values, { wire } = {}) => {
      const isRounded = wire === 'bfloat16' && values instanceof Float32Array && size > 1;
      return meet<Values>(
        rank,
        `allReduce$ of ${values.length} ${isRounded ? 'bfloat16' : values.constructor.name}`,
        values,
        (parts) => {
          if (isRounded) for (const part of parts) round(part as Float32Array);
          const sum = sumOf(parts);
          if (isRounded) round(sum as Float32Array);
          for (const part of parts) part.set(sum);
        },
      ).pipe(map(() => values));
    },
    broadcast$: (bytes) => meet(rank, 'broadcast$', bytes).pipe(map(([first]) => first!.slice())),
    allGather$: (bytes) =>
      meet(rank, 'allGather$', bytes).pipe(map((parts) => parts.map((part) => part.slice()))),
    barrier$: meet(rank, 'barrier$', null).pipe(ignoreElements()),
    leave: () => {
      for (const other of ranks)
        if (other !== rank) lost[other]!.error(lostProcess({ size, hosts }, rank, LEFT));
    },
    fail: (reason) => {
      for (const other of ranks)
        if (other !== rank) lost[other]!.error(lostProcess({ size, hosts }, rank, reason));
    },
  }));
}

/** Returns the sum in rank order; each addition is rounded to the precision of the values. */
function sumOf(parts: readonly Values[]): Values {
  const sum = parts[0]!.slice();
  for (const part of parts.slice(1)) for (let i = 0; i < sum.length; i++) sum[i]! += part[i]!;
  return sum;
}

function round(values: Float32Array): void {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const rounded = new Uint16Array(values.length);
  toBfloat16(bits, rounded);
  fromBfloat16(rounded, bits);
}
