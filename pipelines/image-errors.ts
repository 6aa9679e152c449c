import { catchError, defer, map, of, throwError, type Observable } from 'rxjs';
import { badData, contentExaminer, MillraceError, type AppError } from '../src/index.ts';
import type { BatchSizeOption, FileOptions } from './options.ts';
import { listedFiles, trainingFiles, type FileWorld } from './training-data.ts';

/**
 * Checks the images of a run before anything is prepared for it: a folder without images, a single class, an empty
 * part, fewer images than a batch, files that are no images. Decodes no image. Emits one list of errors, which may be empty.
 *
 * @param batchSizes how many images a step needs, and the options that set it
 */
export const imageErrors = (
  world: FileWorld,
  options: FileOptions,
  batchSizes: readonly BatchSizeOption[],
): Observable<readonly AppError[]> =>
  defer(() =>
    // The run itself looks for copies, which are an error only with --strict.
    options.strict === true
      ? trainingFiles(world, options)
      : listedFiles(world, options, [contentExaminer(world.contents)]),
  ).pipe(
    map(({ train }) =>
      batchSizes.filter(({ size }) => size > train.length).map((each) => tooFew(each, train.length)),
    ),
    catchError((cause: unknown) =>
      cause instanceof MillraceError ? of([cause.detail]) : throwError(() => cause),
    ),
  );

const tooFew = ({ option, size, isDefault }: BatchSizeOption, count: number): AppError =>
  badData(
    option,
    `at most ${count}, the number of training images`,
    isDefault ? `${size}, the default` : `${size}`,
    'Use a smaller batch, or more images.',
  );
