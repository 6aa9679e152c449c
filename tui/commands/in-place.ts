import { resolve } from 'node:path';
import { concat, concatMap, defer, type Observable } from 'rxjs';
import type { Image, NotPredicted } from '../../src/core/index.ts';
import type { FoundImage } from '../../src/serving/index.ts';

/**
 * Runs work on the images that arguments name. The results have the paths as typed; an argument without an image is emitted in
 * its place, with the reason.
 *
 * ```text
 * found       a x b           x names no image
 * work        -p-(q|)         the results of a and b
 * output      -p-(xq|)
 * ```
 */
export const inPlace = <A extends { readonly path: string }>(
  found: readonly FoundImage[],
  work: (images: readonly Image[]) => Observable<A>,
): Observable<A | NotPredicted> =>
  defer(() => {
    const images = found.flatMap((each, index) =>
      'error' in each ? [] : [{ path: resolve(each.path), index }],
    );
    // The next one that has not been emitted.
    let next = 0;
    const errorsBefore = (end: number): readonly NotPredicted[] => {
      const errors = found.slice(next, end).filter((each) => 'error' in each);
      next = end + 1;
      return errors;
    };
    return concat(
      work(images).pipe(
        concatMap((result, i): readonly (A | NotPredicted)[] => {
          const place = images[i]?.index ?? found.length;
          return [...errorsBefore(place), { ...result, path: found[place]?.path ?? result.path }];
        }),
      ),
      defer(() => errorsBefore(found.length)),
    );
  });
