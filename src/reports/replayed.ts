import {
  asyncScheduler,
  buffer,
  concatMap,
  connect,
  dematerialize,
  from,
  materialize,
  mergeMap,
  throttleTime,
  timer,
  type MonoTypeOperatorFunction,
  type ObservableNotification,
  type OperatorFunction,
} from 'rxjs';
import type { Metric } from '../core/index.ts';
import { secondsOf } from './folds/seconds-of.ts';

/** Options of {@link replayed}. */
export interface ReplayedConfig {
  /** The speed relative to the recorded run, above 0; Infinity emits everything at once. */
  readonly speed: number;
}

/** Shorter waits are combined: timers are not that precise. */
const MIN_MS = 4;
/** After this many events, yields to the event loop, so that keys and signals are handled. */
const MAX_EVENTS = 500;

type Event = ObservableNotification<Metric>;

/** Events that are emitted together, and the milliseconds to wait before them. */
interface Group {
  readonly wait: number;
  readonly events: readonly Event[];
}

/**
 * Emits each metric of a recorded run after its recorded duration, divided by the speed.
 *
 * ```text
 * source      (pst|)          s took 100 ms, t 50 ms; speed 10
 * output      p 9ms s 4ms (t|)
 * ```
 *
 * An error is delayed until the metrics before it are emitted. Metrics that arrive faster are buffered without bound;
 * `followLines` therefore reads a long recording in chunks.
 */
export const replayed =
  ({ speed }: ReplayedConfig): MonoTypeOperatorFunction<Metric> =>
  (source) =>
    source.pipe(
      materialize(),
      simultaneous,
      concatMap((events) => groupEvents(events, speed)),
      concatMap(({ wait, events }) => timer(wait).pipe(mergeMap(() => from(events)))),
      dematerialize(),
    );

/** Emits events that arrive at the same time as one list. */
const simultaneous: OperatorFunction<Event, readonly Event[]> = connect((events$) =>
  events$.pipe(buffer(events$.pipe(throttleTime(0, asyncScheduler, { leading: false, trailing: true })))),
);

function groupEvents(events: readonly Event[], speed: number): readonly Group[] {
  const groups: { wait: number; events: Event[] }[] = [];
  let wait = 0;
  for (const event of events) {
    wait += event.kind === 'N' ? durationOf(event.value) / speed : 0;
    const last = groups.at(-1);
    if (last !== undefined && wait < MIN_MS && last.events.length < MAX_EVENTS) last.events.push(event);
    else {
      groups.push({ wait, events: [event] });
      wait = 0;
    }
  }
  return groups;
}

/** Milliseconds; 0 for metrics other than steps, and for a damaged speed. */
function durationOf(metric: Metric): number {
  const ms = 1000 * secondsOf(metric);
  return Number.isFinite(ms) ? ms : 0;
}
