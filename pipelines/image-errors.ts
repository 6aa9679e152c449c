import { catchError, defer, map, of, throwError, type Observable } from 'rxjs';
import { badData, MillraceError, type AppError, type Capabilities } from '../src/index.ts';
import type { FileOptions } from './options.ts';
import { trainingFiles } from './training-data.ts';

/**
 * What is wrong with the images of a run, before anything is prepared for it: a folder without any, a single class, a
 * part that is empty, fewer than a batch. None is decoded. Puts out one list, empty where all is well.
 *
 * @param batchSizes how many images are needed for a step, by the option that says so
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
    `at most ${count}, as many as there are images to train on`,
    `${size}`,
    'Take a smaller one, or more images.',
  );
