import { mergeMap, type OperatorFunction } from 'rxjs';
import type { FileSink } from '../core/index.ts';

/**
 * Appends each value to a file, in order. What waits to be written is bounded by the sink.
 *
 * ```text
 * source      -ab--c|       lines
 * sink        ---|          an append takes 3 ms
 * output      --------|     completes when the last is written
 * ```
 *
 * Errors with WriteFailed if the sink fails.
 */
export const appendedTo = (
  name: string,
  sink: Pick<FileSink, 'append'>,
): OperatorFunction<string | Uint8Array, void> => mergeMap((content) => sink.append(name, content));
