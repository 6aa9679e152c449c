/**
 * Looks for mistakes in a folder of images: the command `verify`, which runs without TensorFlow.
 */
import { catchError, concatMap, map, of, throwError, type Observable } from 'rxjs';
import {
  badData,
  equalFiles,
  folderContents,
  LABEL_SEPARATOR,
  MillraceError,
  namesOfLabel,
  parsePredictions,
  relativeTo,
  verifyImages,
  type Capabilities,
  type CheckedImage,
  type CheckedPart,
  type ImageFile,
  type ImageFiles,
  type Label,
  type PredictedLabel,
  type VerificationEvent,
} from '../src/index.ts';
import type { FileOptions } from './options.ts';
import { listedFiles, type FileWorld } from './training-data.ts';

/** Options of {@link verify}. */
export interface VerifyOptions extends Omit<FileOptions, 'limit' | 'strict'> {
  /** The folder of a run, whose predictions are compared with the labels and whose split is used; undefined for none. */
  readonly run: string | undefined;
}

/** The capabilities that verification needs. */
export type VerifyWorld = FileWorld & Pick<Capabilities, 'decode' | 'now'>;

/**
 * Verifies the images of a folder, those of `test` too; see `verifyImages`. Images without classes or a split, as in a
 * folder of a single class, are still verified, with a note.
 *
 * Errors with BadData for a folder without images, a run without predictions, and a list that cannot be read.
 *
 * @category Building blocks
 */
export const verify = (world: VerifyWorld, options: VerifyOptions): Observable<VerificationEvent> =>
  predictionsOf(world, options).pipe(
    concatMap((predictions) =>
      imagesOf(world, options, predictions).pipe(map((found) => ({ ...found, predictions }))),
    ),
    concatMap(({ images, notes, predictions }) => {
      const root = options.data;
      const relative = relativeTo(root);
      const paths = images.map(({ path }) => `${root}/${path}`);
      const equal$ = equalFiles(world.contents, paths).pipe(
        map((groups) => groups.map((group) => group.map(relative))),
      );
      const known = new Set(images.map(({ path }) => path));
      const unknown = predictions.filter(({ path }) => !known.has(path)).length;
      return verifyImages({
        world,
        root,
        images,
        equal$,
        predictions,
        notes: unknown === 0 ? notes : [...notes, unknownNote(unknown, predictions.length)],
      });
    }),
  );

const unknownNote = (unknown: number, all: number): string =>
  `${unknown} of ${all} images that the run validated are not in the folder: their labels are not compared`;

interface Found {
  readonly images: readonly CheckedImage[];
  readonly notes: readonly string[];
}

const imagesOf = (
  world: VerifyWorld,
  options: VerifyOptions,
  predictions: readonly PredictedLabel[],
): Observable<Found> => {
  const { data: root, run } = options;
  // The split of a run is in a file beside its model.
  const model = run === undefined ? undefined : { path: `${run}/model.safetensors` };
  const found = (vocab?: readonly string[]): Observable<Found> =>
    listedFiles(world, { ...options, limit: undefined, strict: false }, [], model, { vocab }).pipe(
      map((files): Found => ({ images: checkedImages(files, root), notes: files.warnings ?? [] })),
    );
  return found().pipe(
    // A run that validated the whole folder leaves no training images, which only an evaluation does without.
    catchError(
      ifOfFolder(root, (cause) =>
        predictions.length === 0 ? throwError(() => cause) : found(classesIn(predictions)),
      ),
    ),
    catchError(ifOfFolder(root, (cause) => withoutClasses(world, root, cause))),
  );
};

/** Handles an error of the folder itself, not of a list that was given; other errors pass. */
const ifOfFolder =
  <T>(root: string, handle: (cause: MillraceError) => Observable<T>) =>
  (cause: unknown): Observable<T> =>
    cause instanceof MillraceError && cause.detail._tag === 'BadData' && cause.detail.where === root
      ? handle(cause)
      : throwError(() => cause);

/** Returns the classes in the predictions of a run, sorted. */
const classesIn = (predictions: readonly PredictedLabel[]): readonly string[] => {
  const names = predictions.flatMap(({ label, predicted }) =>
    [label, predicted].flatMap((each) => each.split(LABEL_SEPARATOR)),
  );
  return [...new Set(names)].filter((name) => name !== '').sort();
};

function checkedImages({ train, valid, others = [] }: ImageFiles, root: string): readonly CheckedImage[] {
  const relative = relativeTo(root);
  const labelled = (files: readonly ImageFile[], part: CheckedPart): readonly CheckedImage[] =>
    files.map(({ path, label }) => ({ path: relative(path), label: labelText(label), part }));
  return [
    ...labelled(train, 'train'),
    ...labelled(valid, 'valid'),
    ...others.map((path) => ({ path: relative(path), label: null, part: 'other' as const })),
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Returns the labels of an image as predictions.csv has them. */
const labelText = (label: Label): string => namesOfLabel(label).join(LABEL_SEPARATOR);

/** Lists the images of a folder that cannot be trained on. */
const withoutClasses = (world: VerifyWorld, root: string, cause: MillraceError): Observable<Found> =>
  folderContents(world.readDirectory, root).pipe(
    map(({ images }): Found => {
      if (images.length === 0) throw cause;
      return {
        images: images.map((path) => ({ path: relativeTo(root)(path), label: null, part: 'other' })),
        notes: [`the images have no classes and no split: ${cause.message}`],
      };
    }),
  );

const predictionsOf = (
  { readText }: VerifyWorld,
  { run, data }: VerifyOptions,
): Observable<readonly PredictedLabel[]> => {
  if (run === undefined) return of([]);
  const source = `${run}/predictions.csv`;
  return readText(source).pipe(
    catchError((cause: unknown) =>
      throwError(() => (cause instanceof MillraceError ? noPredictions(run) : cause)),
    ),
    map((text) => parsePredictions(text, source, relativeTo(data))),
  );
};

const noPredictions = (run: string): MillraceError =>
  new MillraceError(
    badData(
      '--run',
      'a run with predictions.csv',
      `${run}, which has none`,
      'A run writes it at its last validation; those of earlier versions did not.',
    ),
  );
