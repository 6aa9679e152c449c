import {
  isCount,
  isRecord,
  isShallow,
  type Calibration,
  type CalibrationBin,
  type ClassCounts,
  type ClassProbability,
  type ExplainedImage,
  type HeatMap,
  type PredictedImage,
  type ProcessTimes,
  type TopLoss,
} from '../core/index.ts';

/** Returns the value of a field, or undefined if the JSON value has another type. */
type Reader<T> = (value: unknown) => T | undefined;

/** Null stands for NaN in JSON. */
const number: Reader<number> = (value) => {
  if (typeof value === 'number') return value;
  return value === null ? NaN : undefined;
};
const string: Reader<string> = (value) => (typeof value === 'string' ? value : undefined);

const object: Reader<Readonly<Record<string, unknown>>> = (value) =>
  isRecord(value) && isShallow(value) ? value : undefined;

const oneOf =
  <T extends string>(...words: readonly T[]): Reader<T> =>
  (value) =>
    words.find((word) => word === value);

const listOf =
  <T>(read: Reader<T>, length?: number): Reader<readonly T[]> =>
  (value) => {
    if (!Array.isArray(value) || value.length !== (length ?? value.length)) return undefined;
    const elements = value.map(read);
    return elements.includes(undefined) ? undefined : (elements as T[]);
  };

/** Reads the named fields of an object. */
const record =
  <T>(fields: { readonly [K in keyof T]: Reader<T[K]> }): Reader<T> =>
  (value) => {
    if (!isRecord(value)) return undefined;
    const entries = Object.entries<Reader<unknown>>(fields).map(
      ([name, read]) => [name, read(value[name])] as const,
    );
    return entries.some(([, read]) => read === undefined) ? undefined : (Object.fromEntries(entries) as T);
  };

/** An absent field reads as null: files of version 1 lack some. */
const nullable =
  <T>(read: Reader<T>): Reader<T | null> =>
  (value) =>
    value === undefined || value === null ? null : read(value);

/** Files of version 1 lack it. */
const orNone =
  <T>(read: Reader<readonly T[]>): Reader<readonly T[]> =>
  (value) =>
    value === undefined ? [] : read(value);

const count: Reader<number> = (value) => (isCount(value) ? value : undefined);

const classCount = record({ name: string, images: count });

const classProbabilities = listOf(record<ClassProbability>({ index: count, probability: number }));
const predictedImage = { path: string, actual: classProbabilities, predicted: classProbabilities };

/** Files of versions before 8 have one class and one probability in fields of their own. */
const topLoss: Reader<TopLoss> = (value) => {
  if (!isRecord(value) || Array.isArray(value['actual']))
    return record<TopLoss>({ ...predictedImage, loss: number })(value);
  const { path, loss, actual, predicted, actualProbability, predictedProbability } = value;
  return record<TopLoss>({ ...predictedImage, loss: number })({
    path,
    loss,
    actual: [{ index: actual, probability: actualProbability }],
    predicted: [{ index: predicted, probability: predictedProbability }],
  });
};

/** A map that is larger than any network's would only exhaust memory. */
const MAX_MAP_SIDE = 512;

const heatMap: Reader<HeatMap> = (value) => {
  const map = record<HeatMap>({ height: count, width: count, values: listOf(number) })(value);
  if (map === undefined) return undefined;
  const { height, width, values } = map;
  const isFull = height > 0 && width > 0 && values.length === height * width;
  return isFull && Math.max(height, width) <= MAX_MAP_SIDE && values.every((each) => each >= 0)
    ? map
    : undefined;
};

const explainedImage = record<ExplainedImage>({
  ...{ path: string, index: count, map: heatMap },
  size: listOf(count, 2) as Reader<ExplainedImage['size']>,
  box: listOf(number, 4) as Reader<ExplainedImage['box']>,
});

const squareMatrix: Reader<readonly (readonly number[])[]> = (value) =>
  Array.isArray(value) ? listOf(listOf(count, value.length))(value) : undefined;

const calibration = record<Calibration>({
  error: nullable(number),
  bins: listOf(record<CalibrationBin>({ count, confidence: nullable(number), accuracy: nullable(number) })),
});

/** By the name of a kind of field, as it is said in messages: how to read it from JSON. */
export const readers = {
  'a number': number,
  'a number or null': nullable(number),
  // Files of versions before 6 lack it.
  'a number or absent': (value: unknown) => (value === undefined ? 0 : number(value)),
  'a string': string,
  'an object that is not nested too deep': object,
  'an object with rssBytes and tensors': record({ rssBytes: number, tensors: number }),
  'an object with the versions of the engine': record({
    ...{ tensorflow: string, device: string, threads: number },
    ...{ node: string, platform: string },
  }),
  'an object with a source and an accuracy, or null': nullable(record({ source: string, accuracy: number })),
  // A score of another type reads as NaN, which charts leave out.
  'an object of scores': (value: unknown) =>
    isRecord(value)
      ? Object.fromEntries(Object.entries(value).map(([name, score]) => [name, number(score) ?? NaN]))
      : undefined,
  'a list of strings': listOf(string),
  'a list of two numbers': listOf(number, 2),
  'a list of parts with their classes': listOf(
    record({
      ...{ split: oneOf('train', 'valid'), images: count, classes: count },
      ...{ smallest: classCount, largest: classCount },
    }),
  ),
  'a list of names of files': listOf(record({ what: string, count, names: listOf(string) })),
  'a list of phases or absent': orNone(listOf(record({ name: string, kind: string, epochs: number }))),
  'a list of names, calls and seconds': listOf(record({ name: string, calls: number, seconds: number })),
  'a square list of lists of counts, or null': nullable(squareMatrix),
  'a list of counts of classes, or absent': orNone(
    listOf(record<ClassCounts>({ actual: count, predicted: count, correct: count })),
  ),
  'a list of images with losses, or absent': orNone(listOf(topLoss)),
  'a list of images with predictions, or absent': orNone(listOf(record<PredictedImage>(predictedImage))),
  'a list of images with heat maps': listOf(explainedImage),
  // Files of versions before 8 lack it.
  'single-label or multi-label, or absent': (value: unknown) =>
    value === undefined ? 'single-label' : oneOf('single-label', 'multi-label')(value),
  'train or valid': oneOf('train', 'valid'),
  // Older files lack them: see `isOptional`.
  'a number or null, if present': nullable(number),
  'a calibration with its bins, if present': nullable(calibration),
  'true or false, if present': nullable((value: unknown) => (typeof value === 'boolean' ? value : undefined)),
  // Runs of one process lack it.
  'the times of processes, if present': nullable(
    record<ProcessTimes>({ count, slowest: count, host: string, waitMs: number, reduceMs: number }),
  ),
  'valid or tta': oneOf('valid', 'tta'),
  'fit or predict, or absent': nullable(oneOf('fit', 'predict')),
  'completed or stopped': oneOf('completed', 'stopped'),
} as const;

/** The kind of a field of a metric. */
export type FieldKind = keyof typeof readers;

/** Returns whether a field of a kind may be absent, and then stays so. */
export const isOptional = (kind: FieldKind): boolean => kind.endsWith('if present');
