import { map, pipe, scan, throttleTime, timestamp, type OperatorFunction } from 'rxjs';

/** How far something is, how fast, and how long it will take. */
export interface Speed {
  readonly bytes: number;
  readonly bytesPerSecond: number;
  /** Null while nothing arrives. */
  readonly secondsLeft: number | null;
}

const EVERY = 250;
const WINDOW = 10_000;

interface Sample {
  readonly timestamp: number;
  readonly value: number;
}

/**
 * Counts of bytes, at most four a second, with the speed of the last ten seconds. The first count has no speed: it may be
 * of another day.
 *
 * ```text
 * source      a 999ms b 999ms c    0, 100 and 300 bytes of 900
 * output      x 999ms y 999ms z    no speed, then 100 and 150 bytes per second
 * ```
 */
export const withSpeed = (totalBytes: number): OperatorFunction<number, Speed> =>
  pipe(
    throttleTime(EVERY, undefined, { leading: true, trailing: true }),
    timestamp(),
    scan((window: readonly Sample[], sample: Sample) => {
      const recent = window.filter(({ timestamp }) => sample.timestamp - timestamp <= WINDOW);
      return [...recent, sample];
    }, []),
    map((window) => speedOf(window, totalBytes)),
  );

function speedOf(window: readonly Sample[], totalBytes: number): Speed {
  const [first, last] = [window[0], window.at(-1)];
  if (first === undefined || last === undefined) return { bytes: 0, bytesPerSecond: 0, secondsLeft: null };
  const seconds = (last.timestamp - first.timestamp) / 1000;
  // A server that starts over makes the count fall.
  const bytesPerSecond = seconds === 0 ? 0 : Math.max(0, last.value - first.value) / seconds;
  const secondsLeft = bytesPerSecond === 0 ? null : (totalBytes - last.value) / bytesPerSecond;
  return { bytes: last.value, bytesPerSecond, secondsLeft };
}
