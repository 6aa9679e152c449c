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

/** How fast a run is replayed. */
export interface ReplayedConfig {
  /** How many times as fast as it was, above 0; Infinity: at once. */
  readonly speed: number;
}

/** Shorter waits are added up: no timer is as short. */
const MIN_MS = 4;
/** After so many the event loop turns: keys and signals are heard. */
const MOST = 500;

type Event = ObservableNotification<Metric>;

/** What comes out together, and the milliseconds to wait before it. */
interface Group {
  readonly wait: number;
  readonly events: readonly Event[];
}

/**
 * Puts each metric of a recorded run out after the time that it took then, divided by the speed.
 *
 * ```text
 * source      (pst|)          s took 100 ms, t 50 ms; speed 10
 * output      p 9ms s 4ms (t|)
 * ```
 *
 * An error comes after what was before it. What comes faster than it is put out waits in memory: a long recording is
 * read a piece at a time (`followedLines`).
 */
export const replayed =
  ({ speed }: ReplayedConfig): MonoTypeOperatorFunction<Metric> =>
  (source) =>
    source.pipe(
      materialize(),
      together,
      concatMap((events) => groupsOf(events, speed)),
      concatMap(({ wait, events }) => timer(wait).pipe(mergeMap(() => from(events)))),
      dematerialize(),
    );

/** What came at once, as one. */
const together: OperatorFunction<Event, readonly Event[]> = connect((events$) =>
  events$.pipe(buffer(events$.pipe(throttleTime(0, asyncScheduler, { leading: false, trailing: true })))),
);

function groupsOf(events: readonly Event[], speed: number): readonly Group[] {
  const groups: { wait: number; events: Event[] }[] = [];
  let wait = 0;
  for (const event of events) {
    wait += event.kind === 'N' ? msOf(event.value) / speed : 0;
    const last = groups.at(-1);
    if (last !== undefined && wait < MIN_MS && last.events.length < MOST) last.events.push(event);
    else {
      groups.push({ wait, events: [event] });
      wait = 0;
    }
  }
  return groups;
}

function msOf(metric: Metric): number {
  const ms =
    metric._tag === 'Step'
      ? metric.waitMs + metric.stepMs
      : metric._tag === 'EvaluationStep'
        ? (1000 * metric.count) / metric.imagesPerSecond
        : 0;
  return Number.isFinite(ms) ? ms : 0;
}
