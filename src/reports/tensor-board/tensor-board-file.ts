import { bufferTime, catchError, concatMap, defer, filter, type OperatorFunction } from 'rxjs';
import type { FileSink, Metric } from '../../core/index.ts';
import { concatBytes } from '../../core/protobuf/index.ts';
import { asWriteFailed } from '../write-failed.ts';
import { tensorBoardEvents, type TensorBoardConfig } from './tensor-board-events.ts';

/** Options of {@link tensorBoardFile}. */
export interface TensorBoardFileConfig extends TensorBoardConfig {
  readonly sink: Pick<FileSink, 'append'>;
  /** The name of this machine, which becomes part of the file name. */
  readonly host: string;
}

/** Short enough: TensorBoard reloads every few seconds. */
const GATHER_MS = 1000;
/** Maximum number of events per write. */
const MAX_EVENTS = 10_000;

/**
 * Writes a run to a TensorBoard event file named after the time of subscription; see `tensorBoardEvents`.
 *
 * ```text
 * source      ab 999ms c|
 * sink        -|              a write takes 1 ms
 * output      -- 999ms --|    a and b are written at 1000 ms, c when the source completes
 * ```
 *
 * Errors with WriteFailed if the sink fails.
 */
export const tensorBoardFile =
  ({ wallTime, sink, host }: TensorBoardFileConfig): OperatorFunction<Metric, void> =>
  (source) =>
    defer(() => {
      const name = `events.out.tfevents.${Math.floor(wallTime())}.${host.replace(/[^\w.-]/g, '-')}`;
      return source.pipe(
        tensorBoardEvents({ wallTime }),
        bufferTime(GATHER_MS, null, MAX_EVENTS),
        filter((events) => events.length > 0),
        concatMap((events) => sink.append(name, concatBytes(events))),
        catchError(asWriteFailed),
      );
    });
