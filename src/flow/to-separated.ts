import type { Either } from 'fp-ts/Either';
import { separate } from 'fp-ts/ReadonlyArray';
import type { Separated } from 'fp-ts/Separated';
import { map, toArray, type OperatorFunction } from 'rxjs';

/**
 * Collects failures and results, each in their order, and emits both when the source completes: so a bad picture makes
 * its batch shorter and is still named.
 *
 * ```
 * source      -a-b-c-(d|)   a = right(1), b = left('p'), c = right(2), d = left('q')
 * output      -------(s|)   s = { left: ['p', 'q'], right: [1, 2] }
 * ```
 *
 * An empty source gives two empty lists. Holds everything until then: for one batch, not for an epoch.
 */
export function toSeparated<E, A>(): OperatorFunction<Either<E, A>, Separated<readonly E[], readonly A[]>> {
  return (source) => source.pipe(toArray(), map(separate));
}
