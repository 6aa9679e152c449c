import { catchError, defer, mergeMap, type OperatorFunction } from 'rxjs';
import type { FileSink, Metric } from '../../core/index.ts';
import { notRecorded } from '../not-recorded.ts';
import { asWriteFailed } from '../write-failed.ts';
import { tensorBoardEvents, type TensorBoardConfig } from './tensor-board-events.ts';

/** Options of {@link tensorBoardFile}. */
export interface TensorBoardFileConfig extends TensorBoardConfig {
  readonly sink: Pick<FileSink, 'append'>;
  /** The name of this machine, which becomes part of the file name. */
  readonly host: string;
  /** Returns whether a metric was recorded in a file before the run was resumed; by default none was. */
  readonly isRecorded?: (metric: Metric, file: string) => boolean;
  /** Returns the name of the file that a resumed run appends to; by default there is none. */
  readonly earlierFile?: () => string | undefined;
}

/**
 * Writes a run to a TensorBoard event file named after the time of subscription; see `tensorBoardEvents`.
 *
 * ```text
 * source      -a-b-c|
 * sink        ---|          an append takes 3 ms
 * output      --------|     completes when the last is written
 * ```
 *
 * Errors with WriteFailed if the sink fails.
 */
export const tensorBoardFile =
  ({
    wallTime,
    sink,
    host,
    isRecorded = () => false,
    earlierFile = () => undefined,
  }: TensorBoardFileConfig): OperatorFunction<Metric, void> =>
  (source) =>
    defer(() => {
      const name = `events.out.tfevents.${Math.floor(wallTime())}.${host.replace(/[^\w.-]/g, '-')}`;
      return source.pipe(
        notRecorded((metric) => isRecorded(metric, earlierFile() ?? name), tensorBoardEvents({ wallTime })),
        mergeMap((event) => sink.append(earlierFile() ?? name, event)),
        catchError(asWriteFailed),
      );
    });
