import {
  dematerialize,
  map,
  materialize,
  of,
  scan,
  startWith,
  switchMap,
  throttle,
  timer,
  type OperatorFunction,
} from 'rxjs';
import type { Metric } from '../../src/core/index.ts';
import {
  foldRunState,
  hangTimeout,
  noRunState,
  noStepTimes,
  type RunState,
} from '../../src/reports/index.ts';

/** The content of one frame of the dashboard. */
export interface Frame {
  readonly view: RunState;
  /** Seconds since the last metric, as an integer; 0 below a minute. */
  readonly silence: number;
}

/** Seconds of silence before it is shown: any step may take that long. */
const QUIET = hangTimeout(noStepTimes);

export interface FramesConfig {
  /** Returns the milliseconds until the next frame; called at each frame, so that a slow terminal gets fewer frames. */
  readonly every: () => number;
}

/**
 * Folds all metrics into views and emits them at a limited rate: the first without delay, then the latest per interval,
 * and always the last. After a minute without metrics, emits a frame per second with the duration of the silence.
 *
 * ```text
 * source      -abcd-----e|    steps; every 3
 * output      -1--4-----5|    number of steps in the view
 * ```
 */
export const frames =
  ({ every }: FramesConfig): OperatorFunction<Metric, Frame> =>
  (source) =>
    source.pipe(
      scan(foldRunState, noRunState),
      throttle(() => timer(every()), { leading: true, trailing: true }),
      materialize(),
      switchMap((event) =>
        event.kind === 'N'
          ? timer(1000 * QUIET, 1000).pipe(
              map((i) => i + QUIET),
              startWith(0),
              map((silence) => ({ kind: 'N' as const, value: { view: event.value, silence } })),
            )
          : of(event),
      ),
      dematerialize(),
    );
