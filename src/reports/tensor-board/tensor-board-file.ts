import { bufferTime, catchError, concatMap, defer, filter, throwError, type OperatorFunction } from 'rxjs';
import type { Metric } from '../../core/index.ts';
import type { FileSink } from '../file-sink.ts';
import { asWriteFailed } from '../write-failed.ts';
import { joined } from '../../core/protobuf/index.ts';
import { tensorBoardEvents, type TensorBoardConfig } from './tensor-board-events.ts';

export interface TensorBoardFileConfig extends TensorBoardConfig {
  readonly sink: Pick<FileSink, 'append'>;
  /** The name of this machine, by which TensorBoard's files are told apart. */
  readonly host: string;
}

/** TensorBoard looks every few seconds. */
const GATHER_MS = 1000;
/** As many as wait at most, where a disk is slow: a step an event. */
const MOST = 10_000;

/**
 * Writes a run to an event file of TensorBoard, whose name has the time when it began; see `tensorBoardEvents`.
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
        bufferTime(GATHER_MS, null, MOST),
        filter((events) => events.length > 0),
        concatMap((events) => sink.append(name, joined(events))),
        catchError((cause: unknown) => throwError(() => asWriteFailed(cause))),
      );
    });
