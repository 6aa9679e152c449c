import { map, pipe, scan, throttleTime, timestamp, type OperatorFunction } from 'rxjs';
import { at, lastOf } from '../../core/index.ts';

/** The progress of a download, its speed and the time left. */
export interface Speed {
  readonly bytes: number;
  readonly bytesPerSecond: number;
  /** Null while nothing arrives. */
  readonly secondsLeft: number | null;
}

const INTERVAL = 250;
const WINDOW = 10_000;

interface Sample {
  readonly timestamp: number;
  readonly value: number;
}

/**
 * Emits byte counts, at most four per second, with the speed over the last ten seconds. The first count has no speed: the
 * bytes may have arrived in an earlier run.
 *
 * ```text
 * source      a 999ms b 999ms c    0, 100 and 300 bytes of 900
 * output      x 999ms y 999ms z    no speed, then 100 and 150 bytes per second
 * ```
 */
export const withSpeed = (totalBytes: number): OperatorFunction<number, Speed> =>
  pipe(
    throttleTime(INTERVAL, undefined, { leading: true, trailing: true }),
    timestamp(),
    scan((window: readonly Sample[], sample: Sample) => {
      const recent = window.filter(({ timestamp }) => sample.timestamp - timestamp <= WINDOW);
      return [...recent, sample];
    }, []),
    map((window) => speedOf(at(window, 0), lastOf(window), totalBytes)),
  );

function speedOf(first: Sample, last: Sample, totalBytes: number): Speed {
  const seconds = (last.timestamp - first.timestamp) / 1000;
  // The count falls when a server starts over.
  const bytesPerSecond = seconds === 0 ? 0 : Math.max(0, last.value - first.value) / seconds;
  const secondsLeft = bytesPerSecond === 0 ? null : (totalBytes - last.value) / bytesPerSecond;
  return { bytes: last.value, bytesPerSecond, secondsLeft };
}
