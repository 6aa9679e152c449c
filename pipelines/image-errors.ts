import { catchError, defer, map, of, throwError, type Observable } from 'rxjs';
import { badData, MillraceError, type AppError, type Capabilities } from '../src/index.ts';
import { weightErrors } from './loss-of.ts';
import type { BatchSizeOption, FileOptions, LossOptions } from './options.ts';
import { trainingFiles } from './training-data.ts';

/**
 * Checks the images of a run before anything is prepared for it: a folder without images, a single class, an empty
 * part, fewer images than a batch, a class without a weight. Decodes no image. Emits one list of errors, which may be
 * empty.
 *
 * @param batchSizes how many images a step needs, and the options that set it; none if nothing is trained
 */
export const imageErrors = (
  world: Pick<Capabilities, 'readDirectory' | 'readText'>,
  options: FileOptions & Pick<LossOptions, 'classWeights'>,
  batchSizes: readonly BatchSizeOption[],
): Observable<readonly AppError[]> =>
  defer(() => trainingFiles(world, options)).pipe(
    map((files) => {
      const { length } = files.train;
      const isWeighted = batchSizes.length > 0 && options.classWeights !== undefined;
      return [
        ...batchSizes.filter(({ size }) => size > length).map((each) => tooFew(each, length)),
        ...(isWeighted ? weightErrors(files) : []),
      ];
    }),
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
