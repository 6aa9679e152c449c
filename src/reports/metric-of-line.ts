import * as E from 'fp-ts/lib/Either.js';
import { badData, METRIC_VERSION, type AppError, type Metric } from '../core/index.ts';

/** Where a line is. */
export interface LinePlace {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/**
 * A line of metrics.jsonl as the metric that it tells, also where an older Millrace wrote it: what its version did not
 * know yet is filled in. NaN, which JSON does not have, is a number again.
 *
 * Left: the line is none, with its place; or a newer Millrace wrote it, which the first line of a run tells.
 */
export function metricOfLine(line: string, place: LinePlace): E.Either<AppError, Metric> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    return E.left(broken(place, error instanceof Error ? error.message : String(error)));
  }
  if (!isRecord(value)) return E.left(broken(place, 'something else'));
  const { _tag, version } = value;
  if (_tag === 'RunStarted' && typeof version === 'number' && version > METRIC_VERSION)
    return E.left(newer(place, version));
  const kinds = typeof _tag === 'string' ? fields.get(_tag) : undefined;
  if (kinds === undefined) return E.left(broken(place, `a metric of the kind ${String(_tag)}`));
  const metric: Record<string, unknown> = { _tag };
  for (const [name, kind] of Object.entries(kinds)) {
    const read = readers[kind](value[name]);
    if (read === undefined) return E.left(broken(place, `${String(_tag)} whose ${name} is no ${kind}`));
    metric[name] = read;
  }
  // It is of the present version now.
  return E.right(
    (_tag === 'RunStarted' ? { ...metric, version: METRIC_VERSION } : metric) as unknown as Metric,
  );
}

type Kind = keyof typeof readers;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const number = (value: unknown): number | undefined => {
  if (typeof value === 'number') return value;
  return value === null ? NaN : undefined;
};

/** A value of JSON as one of the metric's; undefined where it is another. */
const readers = {
  number,
  'number or null': (value: unknown) =>
    typeof value === 'number' ? value : (value ?? null) === null ? null : undefined,
  text: (value: unknown) => (typeof value === 'string' ? value : undefined),
  record: (value: unknown) => (isRecord(value) ? value : undefined),
  // Files of version 1 lack it where there is none.
  'record or null': (value: unknown) =>
    isRecord(value) || value === null ? value : value === undefined ? null : undefined,
  scores: (value: unknown) =>
    isRecord(value)
      ? Object.fromEntries(Object.entries(value).map(([name, score]) => [name, number(score) ?? NaN]))
      : undefined,
  list: (value: unknown) => (Array.isArray(value) ? (value as unknown[]) : undefined),
  // Version 2 brought it.
  'list of version 2': (value: unknown) =>
    value === undefined ? [] : Array.isArray(value) ? (value as unknown[]) : undefined,
} as const;

/** Every field of every metric: the compiler sees that none is forgotten. */
const fieldsByTag: {
  readonly [T in Metric['_tag']]: Readonly<
    Record<Exclude<keyof Extract<Metric, { readonly _tag: T }>, '_tag'>, Kind>
  >;
} = {
  RunStarted: {
    version: 'number',
    pipeline: 'text',
    config: 'record',
    engine: 'record',
    architecture: 'text',
    parameters: 'number',
    trainCount: 'number',
    validCount: 'number',
    vocab: 'list',
    reference: 'record or null',
  },
  PhaseStarted: {
    phase: 'number',
    name: 'text',
    epochs: 'number',
    stepsPerEpoch: 'number',
    batchSize: 'number',
    size: 'list',
  },
  Step: {
    phase: 'number',
    epoch: 'number',
    step: 'number',
    steps: 'number',
    count: 'number',
    loss: 'number',
    smoothLoss: 'number',
    learningRate: 'number',
    momentum: 'number or null',
    waitMs: 'number',
    stepMs: 'number',
    imagesPerSecond: 'number',
    memory: 'record',
  },
  EvaluationStep: {
    phase: 'number',
    epoch: 'number',
    step: 'number',
    steps: 'number',
    count: 'number',
    imagesPerSecond: 'number',
  },
  EpochRow: {
    phase: 'number',
    epoch: 'number',
    trainLoss: 'number',
    validLoss: 'number or null',
    scores: 'scores',
    seconds: 'number',
    memory: 'record',
  },
  Profile: {
    phase: 'number',
    epoch: 'number',
    steps: 'number',
    seconds: 'number',
    operators: 'list',
    kernels: 'list',
  },
  ItemSkipped: { split: 'text', path: 'text', reason: 'text' },
  PredictionSummary: {
    phase: 'number',
    kind: 'text',
    scores: 'scores',
    confusion: 'list',
    topLosses: 'list of version 2',
  },
  CheckpointSaved: { path: 'text', bytes: 'number' },
  RunEnded: { why: 'text', seconds: 'number', skipped: 'number' },
};

const fields: ReadonlyMap<string, Readonly<Record<string, Kind>>> = new Map(Object.entries(fieldsByTag));

const broken = ({ file, line }: LinePlace, received: string): AppError =>
  badData(
    `${file}:${line}`,
    'a metric of a run as a line of JSON',
    received,
    'The file is damaged there. What stands before can be read in a copy that ends with the line above.',
  );

const newer = ({ file, line }: LinePlace, version: number): AppError =>
  badData(
    `${file}:${line}`,
    `metrics of version ${METRIC_VERSION} at most`,
    `version ${version}, which a newer Millrace recorded`,
    'Look at this run with that Millrace, or update this one.',
  );
