import { defer, map, of, type Observable } from 'rxjs';
import type { Collective, StateArray } from '../core/index.ts';
import { restore, snapshot, type Snapshot, type TrainState } from '../nn/index.ts';
import { decodeMessage, encodeMessage } from '../steps/index.ts';

/**
 * Gives every process the state of process 0, bit for bit: weights may come from files of different machines. Emits once.
 */
export const sameState = (state: TrainState, { size, rank, broadcast$ }: Collective): Observable<unknown> =>
  size === 1
    ? of(null)
    : defer(() => {
        const { arrays, ...data } = rank === 0 ? snapshot(state) : nothing;
        return broadcast$(encodeMessage({ data, arrays })).pipe(
          map((bytes) => {
            if (rank === 0) return;
            const received = decodeMessage(bytes);
            restore(state, { ...(received.data as Snapshot), arrays: received.arrays });
          }),
        );
      });

const nothing = { arrays: new Map<string, StateArray>() };
