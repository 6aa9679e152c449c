import type { OperatorFunction } from 'rxjs';
import type { Metric, RunStarted } from '../../core/index.ts';
import { joined } from '../../core/protobuf/index.ts';
import { mapAccum } from '../../flow/index.ts';
import { scalarEvent, textEvent, versionEvent, type EventTime } from './event.ts';
import { record } from './record.ts';

export interface TensorBoardConfig {
  /** Seconds since 1970, a fraction too. */
  readonly wallTime: () => number;
}

/**
 * A run as the bytes of an event file, which TensorBoard reads while it grows: losses, learning rate, momentum, speed
 * and memory of each training step, validation loss and scores of each epoch, those of test-time augmentation, and the
 * configuration as a text.
 *
 * ```text
 * source      -r-s-e-p|     a run, a training step, an epoch row, a phase
 * output      -R-S-E--|     R: the file's version and the configuration; S, E: numbers by their tags
 * ```
 *
 * A step counts from 1, over all phases of a run; an epoch row has the step that it follows.
 */
export const tensorBoardEvents = ({ wallTime }: TensorBoardConfig): OperatorFunction<Metric, Uint8Array> =>
  mapAccum<Metric, Position, Uint8Array>(
    () => ({ step: 0, begun: false }),
    ({ step: before, begun }, metric) => {
      const step = metric._tag === 'RunStarted' ? 0 : metric._tag === 'Step' ? before + 1 : before;
      const time = { wallTime: wallTime(), step };
      const events = eventsOf(metric, time);
      if (events.length === 0) return [{ step, begun }, []];
      const version = begun ? [] : [versionEvent(time.wallTime)];
      return [{ step, begun: true }, [joined([...version, ...events].map(record))]];
    },
  );

interface Position {
  /** Training steps of the run so far. */
  readonly step: number;
  /** Whether the file has its version. */
  readonly begun: boolean;
}

function eventsOf(metric: Metric, time: EventTime): readonly Uint8Array[] {
  switch (metric._tag) {
    case 'RunStarted':
      return [textEvent(time, 'run', described(metric))];
    case 'Step':
      return scalars(time, {
        'loss/raw': metric.loss,
        'loss/smoothed': metric.smoothLoss,
        learning_rate: metric.learningRate,
        ...orNone('momentum', metric.momentum),
        images_per_second: metric.imagesPerSecond,
        memory: metric.memory.rssBytes,
      });
    case 'EpochRow':
      return scalars(time, { ...orNone('loss/valid', metric.validLoss), ...metric.scores });
    case 'PredictionSummary':
      if (metric.kind === 'tta') return scalars(time, prefixed(metric.scores));
      // Where something was trained, the epoch row before it says the same.
      return time.step === 0 ? scalars(time, metric.scores) : [];
    case 'Profile':
    case 'PhaseStarted':
    case 'EvaluationStep':
    case 'ItemSkipped':
    case 'CheckpointSaved':
    case 'RunEnded':
      return [];
  }
}

const scalars = (time: EventTime, values: Readonly<Record<string, number>>): readonly Uint8Array[] =>
  Object.keys(values).length === 0 ? [] : [scalarEvent(time, values)];

/** Nothing where there is no value. */
const orNone = (tag: string, value: number | null): Readonly<Record<string, number>> =>
  value === null ? {} : { [tag]: value };

const prefixed = (scores: Readonly<Record<string, number>>): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(scores).map(([name, value]) => [`tta_${name}`, value]));

/** A table in Markdown. */
function described({ pipeline, architecture, engine, config }: RunStarted): string {
  const rows = Object.entries({
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
