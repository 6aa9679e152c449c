import type { OperatorFunction } from 'rxjs';
import type { Metric, RunStarted } from '../../core/index.ts';
import { concatBytes } from '../../core/protobuf/index.ts';
import { mapAccum } from '../../flow/index.ts';
import { summaryScores } from '../run-result.ts';
import { scalarEvent, textEvent, versionEvent, type EventTime } from './event.ts';
import { record } from './record.ts';

/** Options of {@link tensorBoardEvents}. */
export interface TensorBoardConfig {
  /** Returns the seconds since 1970, with fractions. */
  readonly wallTime: () => number;
}

/**
 * Emits a run as the bytes of an event file, which TensorBoard reads while it grows: losses, learning rate, momentum,
 * speed and memory of each training step, validation loss and scores of each epoch, the scores of test-time
 * augmentation, and the configuration as text.
 *
 * ```text
 * source      -r-s-e-p|     a run, a training step, an epoch row, a phase
 * output      -R-S-E--|     R: the file's version and the configuration; S, E: numbers by tag
 * ```
 *
 * Steps count from 1 across all phases of a run; an epoch row has the number of the last step before it.
 */
export const tensorBoardEvents = ({ wallTime }: TensorBoardConfig): OperatorFunction<Metric, Uint8Array> =>
  mapAccum<Metric, Position, Uint8Array>(
    () => ({ step: 0, started: false }),
    ({ step: before, started }, metric) => {
      const step = metric._tag === 'RunStarted' ? 0 : metric._tag === 'Step' ? before + 1 : before;
      const time = { wallTime: wallTime(), step };
      const events = eventsOf(metric, time);
      if (events.length === 0) return [{ step, started }, []];
      const version = started ? [] : [versionEvent(time.wallTime)];
      return [{ step, started: true }, [concatBytes([...version, ...events].map(record))]];
    },
  );

interface Position {
  /** Number of training steps of the run so far. */
  readonly step: number;
  /** Whether the file has its version event. */
  readonly started: boolean;
}

function eventsOf(metric: Metric, time: EventTime): readonly Uint8Array[] {
  switch (metric._tag) {
    case 'RunStarted':
      return [textEvent(time, 'run', describe(metric))];
    case 'Step':
      return scalars(time, {
        'loss/raw': metric.loss,
        'loss/smoothed': metric.smoothLoss,
        learning_rate: metric.learningRate,
        ...optional('momentum', metric.momentum),
        images_per_second: metric.imagesPerSecond,
        memory: metric.memory.rssBytes,
      });
    case 'EpochRow':
      return scalars(time, { ...optional('loss/valid', metric.validLoss), ...metric.scores });
    case 'PredictionSummary':
      // After training, the epoch row has the same validation scores.
      return metric.kind === 'valid' && time.step > 0 ? [] : scalars(time, summaryScores(metric));
    default:
      return [];
  }
}

const scalars = (time: EventTime, values: Readonly<Record<string, number>>): readonly Uint8Array[] =>
  Object.keys(values).length === 0 ? [] : [scalarEvent(time, values)];

const optional = (tag: string, value: number | null): Readonly<Record<string, number>> =>
  value === null ? {} : { [tag]: value };

/** Returns the configuration as a Markdown table. */
function describe({ pipeline, architecture, engine, config }: RunStarted): string {
  const rows = Object.entries<unknown>({
    pipeline,
    architecture,
    ...config,
    engine: `TensorFlow ${engine.tensorflow} on the ${engine.device}`,
  });
  const cell = (value: unknown): string =>
    (typeof value === 'string' ? value : JSON.stringify(value)).replaceAll('|', '\\|');
  return [
    '| setting | value |',
    '| --- | --- |',
    ...rows.map(([name, value]) => `| ${name} | ${cell(value)} |`),
  ].join('\n');
}
