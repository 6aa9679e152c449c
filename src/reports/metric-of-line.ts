import * as E from 'fp-ts/lib/Either.js';
import {
  badData,
  countsOfConfusion,
  isRecord,
  METRIC_VERSION,
  valueAt,
  type AppError,
  type CommandEvent,
  type Metric,
} from '../core/index.ts';
import { isOptional, readers, type FieldKind } from './field-readers.ts';

/** The position of a line, for error messages. */
export interface LinePlace {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/**
 * Parses a line of metrics.jsonl. Fields that an older version did not record get default values; null, which stands
 * for NaN in JSON, becomes NaN again.
 *
 * Left: the line is not a metric, or a newer Millrace wrote it (the first line of a run has the version); the error
 * names the file and the line.
 */
export function metricOfLine(line: string, place: LinePlace): E.Either<AppError, Metric> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    return E.left(broken(place, error instanceof Error ? error.message : String(error)));
  }
  if (!isRecord(value)) return E.left(broken(place, 'JSON that is not an object'));
  const { _tag, version } = value;
  if (_tag === 'RunStarted' && typeof version === 'number' && version > METRIC_VERSION)
    return E.left(newer(place, version));
  const kinds = typeof _tag === 'string' ? fields.get(_tag) : undefined;
  if (kinds === undefined) {
    const kind = typeof _tag === 'string' || _tag === undefined ? String(_tag) : 'not a string';
    return E.left(broken(place, `an unknown kind of metric (${kind})`));
  }
  const metric: Record<string, unknown> = { _tag };
  for (const [name, kind] of Object.entries(kinds)) {
    if (isOptional(kind) && value[name] === undefined) continue;
    const read = readers[kind](value[name]);
    if (read === undefined) return E.left(broken(place, faultOf(_tag, name, kind)));
    metric[name] = read;
  }
  // With all fields filled in, it has the current version.
  if (_tag === 'RunStarted') metric['version'] = METRIC_VERSION;
  // Older files do not say what a phase does.
  if (_tag === 'PhaseStarted')
    metric['kind'] ??= String(value['name']).startsWith('tta(') ? 'predict' : 'fit';
  return E.right(withCounts(metric as unknown as Metric));
}

/** Files of versions before 8 have the confusion matrix alone. */
const withCounts = (metric: Metric): Metric =>
  metric._tag === 'PredictionSummary' && metric.counts.length === 0 && metric.confusion !== null
    ? { ...metric, counts: countsOfConfusion(metric.confusion) }
    : metric;

/** Every field of every metric; a missing one is a type error. */
const fieldsByTag: {
  readonly [T in Metric['_tag']]: Readonly<
    Record<Exclude<keyof Extract<Metric, { readonly _tag: T }>, '_tag'>, FieldKind>
  >;
} = {
  RunStarted: {
    version: 'a number',
    pipeline: 'a string',
    config: 'an object that is not nested too deep',
    engine: 'an object with the versions of the engine',
    architecture: 'a string',
    parameters: 'a number',
    trainCount: 'a number',
    validCount: 'a number',
    vocab: 'a list of strings',
    task: 'single-label or multi-label, or absent',
    reference: 'an object with a source and an accuracy, or null',
    phases: 'a list of phases or absent',
    processes: 'a number or null, if present',
  },
  ImagesFound: {
    parts: 'a list of parts with their classes',
    leftOut: 'a list of names of files',
    warnings: 'a list of strings',
  },
  PhaseStarted: {
    phase: 'a number',
    name: 'a string',
    kind: 'fit or predict, or absent',
    epochs: 'a number',
    stepsPerEpoch: 'a number',
    batchSize: 'a number',
    size: 'a list of two numbers',
  },
  Step: {
    phase: 'a number',
    epoch: 'a number',
    step: 'a number',
    steps: 'a number',
    count: 'a number',
    loss: 'a number',
    smoothLoss: 'a number',
    learningRate: 'a number',
    momentum: 'a number or null',
    waitMs: 'a number',
    stepMs: 'a number',
    imagesPerSecond: 'a number',
    memory: 'an object with rssBytes and tensors',
    processes: 'the times of processes, if present',
  },
  EvaluationStep: {
    phase: 'a number',
    epoch: 'a number',
    step: 'a number',
    steps: 'a number',
    count: 'a number',
    imagesPerSecond: 'a number',
  },
  EpochRow: {
    phase: 'a number',
    epoch: 'a number',
    trainLoss: 'a number',
    validLoss: 'a number or null',
    scores: 'an object of scores',
    seconds: 'a number',
    memory: 'an object with rssBytes and tensors',
  },
  Profile: {
    phase: 'a number',
    epoch: 'a number',
    steps: 'a number',
    seconds: 'a number',
    operators: 'a list of names, calls and seconds',
    kernels: 'a list of names, calls and seconds',
  },
  ItemSkipped: { split: 'train or valid', path: 'a string', reason: 'a string' },
  ItemDamaged: { split: 'train or valid', path: 'a string', reason: 'a string' },
  PredictionSummary: {
    phase: 'a number',
    kind: 'valid or tta',
    scores: 'an object of scores',
    loss: 'a number or null, if present',
    calibration: 'a calibration with its bins, if present',
    counts: 'a list of counts of classes, or absent',
    confusion: 'a square list of lists of counts, or null',
    topLosses: 'a list of images with losses, or absent',
    mistakes: 'a list of images with predictions, or absent',
  },
  Explained: { images: 'a list of images with heat maps' },
  CheckpointSaved: { path: 'a string', bytes: 'a number' },
  BestSaved: {
    phase: 'a number',
    epoch: 'a number',
    monitor: 'a string',
    path: 'a string',
    bytes: 'a number',
  },
  LrStep: {
    step: 'a number',
    steps: 'a number',
    count: 'a number',
    learningRate: 'a number',
    loss: 'a number',
    smoothLoss: 'a number',
    imagesPerSecond: 'a number',
    memory: 'an object with rssBytes and tensors',
  },
  LrFound: {
    minimum: 'a number or null',
    steep: 'a number or null',
    valley: 'a number or null',
    slide: 'a number or null',
  },
  Notice: { text: 'a string', isChoice: 'true or false, if present' },
  FitEnded: { phase: 'a number', epochs: 'a number', reason: 'a string' },
  RunEnded: {
    why: 'completed or stopped',
    seconds: 'a number',
    skipped: 'a number',
    damaged: 'a number or absent',
  },
};

/** Returns whether an event is a metric: a command may emit others too. */
export const isMetric = (event: CommandEvent): event is Metric => fields.has(event._tag);

/** Returns what is wrong with an object that has the tag of a metric; null if it is one. Only a file has null for NaN. */
export function metricFault(metric: Metric): string | null {
  const values: Readonly<Record<string, unknown>> = { ...metric };
  const wrong = Object.entries(valueAt(fields, metric._tag)).find(
    ([name, kind]) =>
      readers[kind](values[name]) === undefined || (kind === 'a number' && values[name] === null),
  );
  return wrong === undefined ? null : faultOf(metric._tag, ...wrong);
}

const faultOf = (tag: unknown, name: string, kind: FieldKind): string =>
  `${String(tag)} whose ${name} is not ${kind}`;

const fields: ReadonlyMap<string, Readonly<Record<string, FieldKind>>> = new Map(Object.entries(fieldsByTag));

const broken = ({ file, line }: LinePlace, received: string): AppError =>
  badData(
    `${file}:${line}`,
    'a metric as one line of JSON',
    received,
    'The file is damaged. To read the lines above, delete this line and all below it in a copy of the file.',
  );

const newer = ({ file, line }: LinePlace, version: number): AppError =>
  badData(
    `${file}:${line}`,
    `metrics of version ${METRIC_VERSION} or older`,
    `version ${version}, recorded by a newer Millrace`,
    'Open this run with that version of Millrace, or update this one.',
  );
