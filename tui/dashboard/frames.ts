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
import { hangsAfter, noStepTimes } from '../../src/reports/index.ts';
import { foldView, noView, type View } from './model.ts';

/** One image's worth: the view, and how long nothing was heard. */
export interface Frame {
  readonly view: View;
  /** Whole seconds since the view changed; 0 below a minute. */
  readonly silence: number;
}

/** Seconds of silence that nobody is told of: so long a step may always take. */
const QUIET = hangsAfter(noStepTimes);

export interface FramesConfig {
  /** Milliseconds from one frame to the next; at least 100. May change: a slow terminal gets fewer frames. */
  readonly every: () => number;
}

/**
 * Metrics → what is drawn: all of them are folded, one view at a time is shown, at once where it is quiet, and the last
 * one always. Where nothing comes for a minute, a frame a second tells how long.
 *
 * ```text
 * source      -abcd-----e|    steps; every 3
 * output      -1--4-----5|    views with so many steps
 * ```
 */
export const frames =
  ({ every }: FramesConfig): OperatorFunction<Metric, Frame> =>
  (source) =>
    source.pipe(
      scan(foldView, noView),
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
