import type { Either } from 'fp-ts/lib/Either.js';
import { separate } from 'fp-ts/lib/ReadonlyArray.js';
import type { Separated } from 'fp-ts/lib/Separated.js';
import { map, toArray, type OperatorFunction } from 'rxjs';

/**
 * Collects failures and results, each in order, and emits both when the source completes.
 *
 * Use it to make a batch of the usable images and still report the others.
 *
 * ```text
 * source      -a-b-c-(d|)   a = right(1), b = left('p'), c = right(2), d = left('q')
 * output      -------(s|)   s = { left: ['p', 'q'], right: [1, 2] }
 * ```
 *
 * An empty source gives two empty lists. Holds all values until the source completes: use it for one batch, not for an
 * epoch.
 *
 * @category Flow operators
 */
export function toSeparated<E, A>(): OperatorFunction<Either<E, A>, Separated<readonly E[], readonly A[]>> {
  return (source) => source.pipe(toArray(), map(separate));
}
