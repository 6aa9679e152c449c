import { catchError, defer, map, of, throwError, type Observable } from 'rxjs';
import { badData, MillraceError, type AppError, type Capabilities } from '../src/index.ts';
import type { FileOptions } from './options.ts';
import { trainingFiles } from './training-data.ts';

/**
 * Checks the images of a run before anything is prepared for it: a folder without images, a single class, an empty
 * part, fewer images than a batch. Decodes no image. Emits one list of errors, which may be empty.
 *
 * @param batchSizes the number of images that a step needs, by the option that sets it
 */
export const imageErrors = (
  world: Pick<Capabilities, 'readDirectory' | 'readText'>,
  options: FileOptions,
  batchSizes: Readonly<Record<string, number>>,
): Observable<readonly AppError[]> =>
  defer(() => trainingFiles(world, options)).pipe(
    map(({ train }) =>
      Object.entries(batchSizes)
        .filter(([, size]) => size > train.length)
        .map(([option, size]) => tooFew(option, size, train.length)),
    ),
    catchError((cause: unknown) =>
      cause instanceof MillraceError ? of([cause.detail]) : throwError(() => cause),
    ),
  );

const tooFew = (where: string, size: number, count: number): AppError =>
  badData(
    where,
    `at most ${count}, the number of training images`,
    `${size}`,
    'Use a smaller batch, or more images.',
  );
