import {
  catchError,
  concat,
  concatMap,
  connect,
  defer,
  EMPTY,
  from,
  merge,
  of,
  throwError,
  type OperatorFunction,
} from 'rxjs';
import type { Metric } from '../../src/core/index.ts';
import { isMetric } from '../../src/reports/index.ts';
import type { Message } from '../engine-process/messages.ts';

/** The maximum number of lines kept until a dashboard ends: the latest ones. */
const MAX_KEPT = 1000;

/** The display of the metrics, the lines of other messages, and when they are shown. */
export interface PrintedLinesConfig<A> {
  readonly display: OperatorFunction<Metric, A>;
  /** Returns the line of a message; null for none. */
  readonly line: (message: Message) => A | null;
  /** Whether lines are held back until the display ends, because it needs the terminal to itself. */
  readonly after: boolean;
}

/**
 * Shows the metrics of a command with a display, together with the lines of its other events and of what it prints.
 *
 * ```text
 * source      -a-p-b-|     metrics a, b; p is printed
 * output      -x-p-y-|     x, y from the display
 * ```
 *
 * With `after`, the lines come at the end:
 *
 * ```text
 * source      -a-p-b-|
 * output      -x---y-(p|)
 * ```
 *
 * Errors with the error of the source or the display, after the lines that were held back.
 */
export const printedLines =
  <A>({ display, line: lineOf, after }: PrintedLinesConfig<A>): OperatorFunction<Message, A | string> =>
  (messages) =>
    defer(() => {
      const kept: (A | string)[] = [];
      let dropped = 0;
      const keep = (line: A): typeof EMPTY => {
        kept.push(line);
        if (kept.length > MAX_KEPT) {
          kept.shift();
          dropped++;
        }
        return EMPTY;
      };
      const metrics = concatMap((message: Message) =>
        message._tag === 'Event' && isMetric(message.event) ? of(message.event) : EMPTY,
      );
      const lines = concatMap((message: Message) => {
        const line = lineOf(message);
        if (line === null) return EMPTY;
        return after ? keep(line) : of(line);
      });
      const rest = defer(() =>
        from(dropped === 0 ? kept : [`(${dropped} earlier lines are not shown)`, ...kept]),
      );
      const all = messages.pipe(
        connect((shared) =>
          merge(
            // The display reports an error of the source.
            shared.pipe(
              lines,
              catchError(() => EMPTY),
            ),
            shared.pipe(metrics, display),
          ),
        ),
      );
      return concat(all, rest).pipe(
        catchError((error: unknown) =>
          concat(
            rest,
            throwError(() => error),
          ),
        ),
      );
    });
