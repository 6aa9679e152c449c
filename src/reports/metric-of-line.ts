import * as E from 'fp-ts/lib/Either.js';
import {
  badData,
  isRecord,
  METRIC_VERSION,
  valueAt,
  type AppError,
  type CommandEvent,
  type Metric,
} from '../core/index.ts';

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
  if (kinds === undefined) return E.left(broken(place, `an unknown kind of metric (${String(_tag)})`));
  const metric: Record<string, unknown> = { _tag };
  for (const [name, kind] of Object.entries(kinds)) {
    const read = readers[kind](value[name]);
    if (read === undefined) return E.left(broken(place, faultOf(_tag, name, kind)));
    metric[name] = read;
  }
  // With all fields filled in, it has the current version.
  if (_tag === 'RunStarted') metric['version'] = METRIC_VERSION;
  // Older files do not say what a phase does.
  if (_tag === 'PhaseStarted')
    metric['kind'] ??= String(value['name']).startsWith('tta(') ? 'predict' : 'fit';
  return E.right(metric as unknown as Metric);
}

type Kind = keyof typeof readers;

const number = (value: unknown): number | undefined => {
  if (typeof value === 'number') return value;
  return value === null ? NaN : undefined;
};
const string = (value: unknown) => (typeof value === 'string' ? value : undefined);
const object = (value: unknown) => (isRecord(value) ? value : undefined);
const list = (value: unknown) => (Array.isArray(value) ? (value as unknown[]) : undefined);
/** An absent field reads as null: files of version 1 lack some. */
const nullable =
  <T>(read: (value: unknown) => T) =>
  (value: unknown): T | null =>
    value === undefined || value === null ? null : read(value);

/** Return the value of a field, or undefined if the JSON value has another type. */
const readers = {
  'a number': number,
  'a number or null': nullable(number),
  'a number or absent': (value: unknown) => (value === undefined ? 0 : number(value)),
  'a string': string,
  'a string or absent': nullable(string),
  'an object': object,
  'an object or null': nullable(object),
  // A score of another type reads as NaN, which charts leave out.
  'an object of scores': (value: unknown) =>
    isRecord(value)
      ? Object.fromEntries(Object.entries(value).map(([name, score]) => [name, number(score) ?? NaN]))
      : undefined,
  'a list': list,
  // Files of version 1 lack it.
  'a list or absent': (value: unknown) => (value === undefined ? [] : list(value)),
} as const;

/** Every field of every metric; a missing one is a type error. */
const fieldsByTag: {
  readonly [T in Metric['_tag']]: Readonly<
    Record<Exclude<keyof Extract<Metric, { readonly _tag: T }>, '_tag'>, Kind>
  >;
} = {
  RunStarted: {
    version: 'a number',
    pipeline: 'a string',
    config: 'an object',
    engine: 'an object',
    architecture: 'a string',
    parameters: 'a number',
    trainCount: 'a number',
    validCount: 'a number',
    vocab: 'a list',
    reference: 'an object or null',
    phases: 'a list or absent',
  },
  PhaseStarted: {
    phase: 'a number',
    name: 'a string',
    kind: 'a string or absent',
    epochs: 'a number',
    stepsPerEpoch: 'a number',
    batchSize: 'a number',
    size: 'a list',
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
    memory: 'an object',
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
    memory: 'an object',
  },
  Profile: {
    phase: 'a number',
    epoch: 'a number',
    steps: 'a number',
    seconds: 'a number',
    operators: 'a list',
    kernels: 'a list',
  },
  ItemSkipped: { split: 'a string', path: 'a string', reason: 'a string' },
  ItemDamaged: { split: 'a string', path: 'a string', reason: 'a string' },
  PredictionSummary: {
    phase: 'a number',
    kind: 'a string',
    scores: 'an object of scores',
    confusion: 'a list',
    topLosses: 'a list or absent',
  },
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
    memory: 'an object',
  },
  LrFound: {
    minimum: 'a number or null',
    steep: 'a number or null',
    valley: 'a number or null',
    slide: 'a number or null',
  },
  Notice: { text: 'a string' },
  FitEnded: { phase: 'a number', epochs: 'a number', reason: 'a string' },
  RunEnded: { why: 'a string', seconds: 'a number', skipped: 'a number', damaged: 'a number or absent' },
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

const faultOf = (tag: unknown, name: string, kind: Kind): string =>
  `${String(tag)} whose ${name} is not ${kind}`;

const fields: ReadonlyMap<string, Readonly<Record<string, Kind>>> = new Map(Object.entries(fieldsByTag));

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
