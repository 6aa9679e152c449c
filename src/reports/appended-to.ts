import {
  asyncScheduler,
  buffer,
  concatMap,
  connect,
  defer,
  filter,
  tap,
  throttleTime,
  type OperatorFunction,
} from 'rxjs';
import type { FileSink } from '../core/index.ts';
import { toWriteFailed } from './write-failed.ts';

/** Lines are collected for this long, so that a fast run does not write to the file at every step. */
const GATHER_MS = 250;
/** If more lines are waiting, the disk is too slow: the run is ended before it runs out of memory. */
const MAX_WAITING = 100_000;

/**
 * Writes lines to a file in order, one write at a time. The first write replaces the file. Errors with WriteFailed if
 * the sink is too slow.
 *
 * ```text
 * source      ab 300ms c|       lines
 * sink        ---|              a write takes 3 ms
 * output      -- 300ms ----|    a and b are written at 250 ms, c when the source completes
 * ```
 */
export const appendedTo =
  (name: string, sink: FileSink): OperatorFunction<string, void> =>
  (lines$) =>
    defer(() => {
      let waiting = 0;
      return lines$.pipe(
        tap(() => {
          if (++waiting > MAX_WAITING)
            throw toWriteFailed(`a slow disk: ${MAX_WAITING} lines are waiting for ${name}`);
        }),
        gathered,
        filter((lines) => lines.length > 0),
        concatMap((lines, index) =>
          (index === 0 ? sink.write : sink.append)(name, lines.join('')).pipe(
            tap({
              complete: () => {
                waiting -= lines.length;
              },
            }),
          ),
        ),
      );
    });

/** Emits lines GATHER_MS after the first of them. No timer runs while there are none. */
const gathered: OperatorFunction<string, readonly string[]> = connect((lines$) =>
  lines$.pipe(
    buffer(lines$.pipe(throttleTime(GATHER_MS, asyncScheduler, { leading: false, trailing: true }))),
  ),
);
