import {
  combineLatest,
  connect,
  filter,
  interval,
  last,
  map,
  merge,
  NEVER,
  scan,
  startWith,
  switchMap,
  take,
  takeUntil,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';
import { engineFailed, MillraceError } from '../../src/core/index.ts';
import { foldStepTimes, formatTime, isMetric, noStepTimes, stopTimeout } from '../../src/reports/index.ts';
import type { Message } from './messages.ts';

export interface StoppedInTimeConfig {
  /** Requests to stop. */
  readonly stop$: Observable<unknown>;
  /** Whether the run is paused: the current value, then each change. */
  readonly paused$: Observable<boolean>;
}

/**
 * Errors with EngineFailed if the engine is silent for too long after the first request to stop, as when a decoder or a
 * native call hangs. Every message is a sign of life, and a paused run may be silent. Counts seconds one by one, so the
 * time in which this process is suspended does not count.
 *
 * ```text
 * source      -m-m---- 300s ---
 * stop$       ---x
 * output      -m-m---- 299995ms #
 * ```
 */
export const stoppedInTime = ({ stop$, paused$ }: StoppedInTimeConfig): MonoTypeOperatorFunction<Message> =>
  connect((messages) => {
    const times$ = messages.pipe(
      scan(
        (times, message) =>
          message._tag === 'Event' && isMetric(message.event) ? foldStepTimes(times, message.event) : times,
        noStepTimes,
      ),
      startWith(noStepTimes),
    );
    const requested$ = stop$.pipe(
      take(1),
      map(() => true),
      startWith(false),
    );
    const silent$ = combineLatest([times$, requested$, paused$]).pipe(
      switchMap(([times, requested, paused]) => {
        const seconds = stopTimeout(times);
        return !requested || paused
          ? NEVER
          : interval(1000).pipe(
              filter((i) => i + 1 >= seconds),
              map(() => seconds),
            );
      }),
      map((seconds): never => {
        throw unresponsive(seconds);
      }),
      takeUntil(messages.pipe(last(null, null))),
    );
    return merge(messages, silent$);
  });

const unresponsive = (seconds: number): MillraceError =>
  new MillraceError(
    engineFailed(
      'engine process',
      'an end after the request to stop',
      `no sign of life for ${formatTime(seconds)}`,
    ),
  );
