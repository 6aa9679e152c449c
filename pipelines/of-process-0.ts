import { concatMap, identity, map, type MonoTypeOperatorFunction } from 'rxjs';
import type { Capabilities } from '../src/index.ts';

/**
 * Emits the value of process 0 in every process, plain JSON: what each measures for itself, such as times, differs.
 *
 * ```text
 * source      -(a|)
 * broadcast   -(b|)     the value of process 0
 * output      --(b|)
 * ```
 */
export const ofProcess0 = <A>({
  collective,
}: Pick<Capabilities, 'collective'>): MonoTypeOperatorFunction<A> =>
  collective.size === 1
    ? identity
    : concatMap((value) =>
        collective
          .broadcast$(new TextEncoder().encode(JSON.stringify(value)))
          .pipe(map((bytes) => JSON.parse(new TextDecoder().decode(bytes)) as A)),
      );
