import { resolve } from 'node:path';
import { concat, concatMap, defer, type Observable } from 'rxjs';
import type { Image, NotPredicted } from '../../src/core/index.ts';
import type { FoundImage } from '../../src/serving/index.ts';

/**
 * Runs work on images, by the paths of their arguments, and emits what leads to none in its place.
 *
 * ```text
 * found       a x b           x leads to no image
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
