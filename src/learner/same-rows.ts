import { concatMap, map, of, type MonoTypeOperatorFunction } from 'rxjs';
import type { Collective, Metric } from '../core/index.ts';
import { decodeMessage, encodeMessage } from '../steps/index.ts';

/**
 * Replaces the row of each epoch by that of process 0: what hooks decide by it, such as early stopping, they decide alike,
 * also if processors round differently.
 *
 * ```text
 * source      -s-r---|    s a step, r a row
 * exchange    --(x|)      with the other processes
 * output      -s---z-|    z the row of process 0
 * ```
 *
 * Other metrics pass. Identity for one process. Errors with ProcessLost.
 */
export const sameRows = ({ size, broadcast$ }: Collective): MonoTypeOperatorFunction<Metric> =>
  concatMap((metric) =>
    size === 1 || metric._tag !== 'EpochRow'
      ? of(metric)
      : broadcast$(encodeMessage({ data: metric })).pipe(
          map((bytes) => decodeMessage(bytes).data as typeof metric),
        ),
  );
