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
import type { FileSink } from './file-sink.ts';
import { writeFailed } from './write-failed.ts';

/** Lines are gathered for a moment, so that a fast run does not write a file for every step. */
const GATHER_MS = 250;
/** More waiting lines than this mean a disk that does not keep up: the run ends before its memory does. */
const MAX_WAITING = 100_000;

/**
 * Writes lines to a file in their order, one write at a time; the first begins the file. Errors with WriteFailed if the
 * sink does not keep up.
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
          if (++waiting > MAX_WAITING) throw writeFailed(`${MAX_WAITING} lines are waiting for ${name}`);
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

/** So long after the first of them; where nothing comes, no timer runs. */
const gathered: OperatorFunction<string, readonly string[]> = connect((lines$) =>
  lines$.pipe(
    buffer(lines$.pipe(throttleTime(GATHER_MS, asyncScheduler, { leading: false, trailing: true }))),
  ),
);
