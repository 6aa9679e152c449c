import { concat, defer, ignoreElements, map, type Observable } from 'rxjs';
import type { Collective, StateArray } from '../core/index.ts';
import { restore, snapshot, type Snapshot, type TrainState } from '../nn/index.ts';
import { decodeMessage, encodeMessage } from '../steps/index.ts';
import type { RunContext } from './phase.ts';

/**
 * Gives every process the state of process 0, bit for bit, before the phase: weights may come from files of different
 * machines, and be drawn by processors that round differently.
 */
export const withSameState = <A>(
  { state, world: { collective } }: Pick<RunContext, 'state' | 'world'>,
  phase: Observable<A>,
): Observable<A> =>
  collective.size === 1 ? phase : concat(received(state, collective).pipe(ignoreElements()), phase);

/** Completes when the state is that of process 0. */
const received = (state: TrainState, { rank, broadcast$ }: Collective): Observable<unknown> =>
  defer(() => {
    const { arrays, ...data } = rank === 0 ? snapshot(state) : nothing;
    return broadcast$(encodeMessage({ data, arrays })).pipe(
      map((bytes) => {
        if (rank === 0) return;
        const message = decodeMessage(bytes);
        restore(state, { ...(message.data as Snapshot), arrays: message.arrays });
      }),
    );
  });

const nothing = { arrays: new Map<string, StateArray>() };
