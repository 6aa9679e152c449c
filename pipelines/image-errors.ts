import { catchError, defer, map, of, throwError, type Observable } from 'rxjs';
import { badData, contentExaminer, MillraceError, type AppError, type ImageFiles } from '../src/index.ts';
import { fittingBatchSize } from './fitting-batch-size.ts';
import { lossErrors } from './loss-of.ts';
import type {
  BatchSizeOption,
  CheckedImages,
  DataOptions,
  FileOptions,
  LossOptions,
  TrainingOptions,
} from './options.ts';
import { scoresOf } from './scores-of.ts';
import { listedFiles, taskFor, trainingFiles, type FileWorld } from './training-data.ts';

/** The options that depend on the images. */
type CheckedOptions = FileOptions &
  LossOptions &
  Pick<DataOptions, 'balancedSampling' | 'threshold'> &
  Partial<Pick<TrainingOptions, 'metrics' | 'monitor'>>;

/**
 * Checks the images of a run before anything is prepared for it: a folder without images, a single class, an empty
 * part, fewer images than a batch, a class without a weight, files that are not images. Decodes no image. Emits once.
 *
 * A default batch size with which an epoch has fewer than four steps is replaced by a smaller one.
 *
 * @param batchSizes how many images a step needs, and the options that set it; none if nothing is trained
 */
export const imageErrors = (
  world: FileWorld,
  options: CheckedOptions,
  batchSizes: readonly BatchSizeOption[],
): Observable<CheckedImages> =>
  defer(() =>
    // The run itself looks for copies, which are an error only with --strict.
    options.strict === true
      ? trainingFiles(world, options)
      : listedFiles(world, options, [contentExaminer(world.contents)]),
  ).pipe(
    map((files): CheckedImages => {
      const { length: count } = files.train;
      const processes = Math.max(0, ...batchSizes.map((each) => each.processes));
      if (count < 2 * processes)
        return { errors: [tooFewToTrain(options.data, count, processes)], batchSizes: [] };
      const defaults = batchSizes.filter(({ isDefault }) => isDefault);
      return {
        errors: [
          ...batchSizes
            .filter(({ isDefault, size }) => !isDefault && size > count)
            .map((each) => tooFew(each, count)),
          ...(batchSizes.length > 0 ? [...lossErrors(files, options), ...taskErrors(files, options)] : []),
        ],
        batchSizes: defaults
          .map(({ option, size }) => ({
            ...{ option, instead: size, count },
            size: fittingBatchSize(size, count, processes),
          }))
          .filter(({ size, instead }) => size < instead),
      };
    }),
    catchError((cause: unknown) =>
      cause instanceof MillraceError
        ? of({ errors: [cause.detail], batchSizes: [] })
        : throwError(() => cause),
    ),
  );

/** Reports a threshold and scores that do not fit the labels. */
function taskErrors(files: ImageFiles, options: CheckedOptions): readonly AppError[] {
  try {
    scoresOf(options)?.(taskFor(options.threshold, undefined)(files));
    return [];
  } catch (cause) {
    if (cause instanceof MillraceError) return [cause.detail];
    throw cause;
  }
}

const tooFew = ({ option, size }: BatchSizeOption, count: number): AppError =>
  badData(
    option,
    `at most ${count}, the number of training images`,
    `${size}`,
    `Use ${option} ${count} or less, or more images.`,
  );

const tooFewToTrain = (data: string, count: number, processes: number): AppError =>
  badData(
    data,
    `at least ${2 * processes} training images, since batch norm needs two per step` +
      (processes === 1 ? '' : ` in each of ${processes} processes`),
    `${count}`,
    `Add images, ${processes === 1 ? '' : 'use fewer processes, '}or validate fewer.`,
  );
