import { stripVTControlCharacters } from 'node:util';
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
import { printable, type Metric } from '../../src/core/index.ts';
import type { Message } from '../engine-process/messages.ts';

/** How many lines are kept for the time after a dashboard: the last ones. */
const MAX_KEPT = 1000;

/** The display of a run's metrics, and the time at which printed lines are shown. */
export interface SaidLinesConfig<A> {
  readonly display: OperatorFunction<Metric, A>;
  /** Whether the display has the terminal to itself: then the lines come after it. */
  readonly after: boolean;
}

/**
 * Shows the metrics of a run in a display, and the lines that a user's pipeline printed beside them or after them.
 *
 * ```text
 * source      -a-p-b-|     metrics a, b; p is printed
 * output      -x-p-y-|     x, y what the display shows of them
 * ```
 *
 * With `after`, printed lines come at the end:
 *
 * ```text
 * source      -a-p-b-|
 * output      -x---y-(p|)
 * ```
 *
 * Errors as the source or the display does; lines that were kept come before the error.
 */
export const saidLines =
  <A>({ display, after }: SaidLinesConfig<A>): OperatorFunction<Message, A | string> =>
  (messages) =>
    defer(() => {
      const kept: string[] = [];
      let dropped = 0;
      const keep = (line: string): typeof EMPTY => {
        kept.push(line);
        if (kept.length > MAX_KEPT) {
          kept.shift();
          dropped++;
        }
        return EMPTY;
      };
      const metrics = concatMap((message: Message) =>
        message._tag === 'Metric' ? of(message.metric) : EMPTY,
      );
      const lines = concatMap((message: Message) => {
        if (message._tag !== 'Said') return EMPTY;
        const line = shown(message.text);
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

/** Returns the text without colours, cursor movements and control characters. */
const shown = (text: string): string => printable(stripVTControlCharacters(text));
