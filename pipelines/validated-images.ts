import { catchError, concatMap, identity, map, of, zip, type Observable } from 'rxjs';
import {
  badData,
  MillraceError,
  contentExaminer,
  folderContents,
  partSplit,
  relativeTo,
  sampledSplit,
  type EvaluatedPart,
  type ImageFiles,
  type ReadModel,
  type Splitter,
} from '../src/index.ts';
import type { FileOptions, ValidateOptions } from './options.ts';
import { noted } from './saved-data.ts';
import { besideModel, listedFiles, splitOf, validationNames, type FileWorld } from './training-data.ts';

/** The images to evaluate a model on. */
export interface ValidatedImages {
  /** They are its validation images; it has no training images. */
  readonly files: ImageFiles;
  /** The images of the model's run, for class weights; null if none are needed, or they are not known. */
  readonly trained: ImageFiles | null;
}

/** What is known of the run that saved a model. */
interface ModelRun {
  /** Its validation images, in their order; null if they are not recorded. */
  readonly names: readonly string[] | null;
  /** The options that divided its images. */
  readonly options: Partial<Pick<FileOptions, 'data' | 'valid' | 'limit' | 'exclude' | 'seed'>>;
}

/** With at least this fraction of the validation images of a run, a folder is that of the run. */
const MIN_FRACTION = 0.5;

/**
 * Lists the images to evaluate a model on: by default the validation images of its run, in their order, or of another folder
 * its validation or test images, or all images of one that is not split. A notice says which they are.
 *
 * A folder is that of the run by its path, or if it holds half of the run's validation images or more: a folder that was
 * moved. Errors with BadData for an image of a class that the model does not have, and as `imageFiles` does.
 */
export const validatedImages = (
  world: FileWorld,
  options: ValidateOptions,
  model: ReadModel,
): Observable<ValidatedImages> =>
  runOf(world, model).pipe(
    concatMap((run) =>
      knownFraction(world, options.data, run).pipe(
        concatMap((fraction) =>
          fraction >= MIN_FRACTION
            ? ownImages(world, options, model, run)
            : otherImages(world, options, model, { ...run, fraction }),
        ),
      ),
    ),
  );

function ownImages(
  world: FileWorld,
  options: ValidateOptions,
  model: ReadModel,
  { names, options: ofRun }: ModelRun,
): Observable<ValidatedImages> {
  const { vocab } = model.description;
  const { split: part = 'valid', classWeights } = options;
  const past = { ...options, ...ofRun, data: options.data, limit: ofRun.limit };
  const { limit, seed } = past;
  // The list has the validation images of a sample.
  const isListed = names !== null && part === 'valid';
  const split$ = splitOf(world, past, model).pipe(
    map((split) => (limit === undefined || isListed ? split : sampledSplit(limit, seed, split))),
    map((split) => partSplit({ part, split, notice: () => ownNotice(part, options, model, names) })),
  );
  const taken = { ...options, limit: options.limit === limit ? undefined : options.limit };
  return zip(
    listed(world, taken, model, split$),
    classWeights === undefined ? of(null) : listedFiles(world, past, [], model, { vocab }),
  ).pipe(map(([files, trained]) => ({ files, trained })));
}

function otherImages(
  world: FileWorld,
  options: ValidateOptions,
  model: ReadModel,
  { names, fraction }: ModelRun & { readonly fraction: number },
): Observable<ValidatedImages> {
  const { data, valid, split: part } = options;
  const config = { notice: (each: EvaluatedPart) => `the images are ${words[each]} of ${data}` };
  const split$ =
    valid === 'auto'
      ? of(partSplit({ ...config, part }))
      : splitOf(world, options).pipe(map((split) => partSplit({ ...config, part: part ?? 'valid', split })));
  const leak = leakNotice(model, names, fraction);
  return listed(world, options, model, split$).pipe(
    map(leak === null ? identity : noted(leak)),
    map((files) => ({ files, trained: null })),
  );
}

const listed = (
  world: FileWorld,
  options: FileOptions,
  model: ReadModel,
  split: Observable<Splitter>,
): Observable<ImageFiles> =>
  listedFiles(world, options, [contentExaminer(world.contents)], model, {
    split,
    vocab: model.description.vocab,
  });

/** Emits what the folder of a model records of its run. */
const runOf = ({ readText }: FileWorld, model: ReadModel): Observable<ModelRun> =>
  zip(
    validationNames(readText, model),
    readText(besideModel(model, 'config.json')).pipe(
      // The model may be the only file.
      catchError(() => of('{}')),
      map((text) => dividingOptions(text, besideModel(model, 'config.json'))),
    ),
  ).pipe(map(([names, options]) => ({ names, options })));

/** Returns the options in a configuration that divided the images of its run. Throws BadData for invalid JSON. */
function dividingOptions(text: string, path: string): ModelRun['options'] {
  const { data, valid, limit, exclude, seed } = parsedConfig(text, path);
  return {
    ...(typeof data === 'string' ? { data } : {}),
    ...(typeof valid === 'string' ? { valid } : {}),
    ...(typeof limit === 'number' ? { limit } : {}),
    ...(typeof exclude === 'string' ? { exclude } : {}),
    ...(typeof seed === 'number' ? { seed } : {}),
  };
}

/** Emits the fraction of the validation images of a run that are in a folder; 1 for the folder of the run. */
function knownFraction(
  { readDirectory }: FileWorld,
  data: string,
  { names, options }: ModelRun,
): Observable<number> {
  if (options.data === data) return of(1);
  if (names === null || names.length === 0) return of(0);
  return folderContents(readDirectory, data).pipe(
    map(({ images }) => {
      const here = new Set(images.map(relativeTo(data)));
      return names.filter((name) => here.has(name)).length / names.length;
    }),
  );
}

const words = {
  train: 'the training images',
  valid: 'the validation images',
  test: 'the test images',
  all: 'all images',
} as const satisfies Readonly<Record<EvaluatedPart, string>>;

function ownNotice(
  part: EvaluatedPart,
  { data }: ValidateOptions,
  model: ReadModel,
  names: ModelRun['names'],
): string {
  if (part === 'train') return 'the images are the training images of the run, without augmentation';
  if (part === 'all') return `the images are all images of ${data}, also those that the model was trained on`;
  if (part === 'test') return `the images are the test images of ${data}`;
  return names === null
    ? 'the images are the validation images of the run, by its options'
    : `the images are the validation images of the run, in the order of ${besideModel(model, 'validation.txt')}`;
}

/** Returns a warning if the model may have been trained on some of the images; null if nothing says so. */
function leakNotice(model: ReadModel, names: ModelRun['names'], fraction: number): string | null {
  if (names === null)
    return `there is no validation.txt beside ${model.path}: the model may have been trained on some of these images`;
  return fraction === 0
    ? null
    : `the folder has ${Math.round(fraction * names.length)} of the ${names.length} validation images of the run: the model may have been trained on some of the others`;
}

function parsedConfig(text: string, path: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    throw new MillraceError(
      badData(
        path,
        "the options of the model's run, as JSON",
        'invalid JSON',
        'Repair the file, or copy the model elsewhere.',
      ),
    );
  }
}
