import { concatMap, defer, map, of, type Observable } from 'rxjs';
import type { FileOptions } from '../../pipelines/options.ts';
import { MillraceError } from '../../src/core/index.ts';
import { liveDisk } from '../../src/io/index.ts';
import type { Given } from '../cli/commands.ts';
import { withFittedSizes } from '../cli/with-fitted-sizes.ts';
import { withData } from './data-folder.ts';

/**
 * Emits the arguments of a command with the folder of its data set and, for a sample of it, with batch sizes that fit. Errors
 * with BadData if the sample cannot be trained on. Folders of the user are checked before.
 */
export function fittedData(given: Given, folder: string | undefined): Observable<Given> {
  const found = withData(given, folder);
  if (found === given || given.options['limit'] === undefined) return of(found);
  return defer(() => import('../../pipelines/image-errors.ts')).pipe(
    concatMap(({ imageErrors }) =>
      imageErrors(liveDisk, found.options as unknown as FileOptions, given.batchSizes),
    ),
    map(({ errors: [error], batchSizes }) => {
      if (error !== undefined) throw new MillraceError(error);
      return withFittedSizes(found, batchSizes);
    }),
  );
}
