import * as E from 'fp-ts/Either';
import {
  concat,
  concatMap,
  EMPTY,
  from,
  map,
  of,
  toArray,
  type Observable,
  type OperatorFunction,
} from 'rxjs';
import type { FileStamp, ImageFile, Item, ItemError, ItemStore } from '../core/index.ts';
import { mapOrdered } from '../flow/index.ts';
import { fixedSteps, planOf, type PlanConfig } from './item-plan.ts';

/** Where decoded pictures are kept, and what they are decoded to. */
export interface CachedConfig extends PlanConfig {
  readonly store: ItemStore;
  /** Pictures that are looked for at once; 8 by default. */
  readonly concurrency?: number;
}

type Outcome = E.Either<ItemError, Item>;

/**
 * Files → pixels, from a store where they are kept; the others are loaded, and kept for the next time.
 *
 * ```
 * source      (ab|)
 * a           -(p|)         kept
 * b           -(-|)         not kept: it is loaded
 * load        --(q|)
 * output      ---(xy|)      x, y in the order of the source
 * ```
 *
 * What comes out is what `load` alone gives: a picture is found only where its file is as it was and the transforms do
 * the same with it. Pictures whose transforms are random in a way that matters (a random crop of a picture that is not of
 * its shape) are loaded each time, and not kept. Bad ones are loaded each time too.
 *
 * The source must be a bounded list, as of the files of a batch. Errors with the errors of the source and of `load`.
 *
 * @param load e.g. `decoded(…)`
 */
export const cached =
  (config: CachedConfig, load: OperatorFunction<ImageFile, Outcome>): OperatorFunction<ImageFile, Outcome> =>
  (files) =>
    files.pipe(
      mapOrdered(
        (file) =>
          config.store.find(file.path, planOf(file, config)).pipe(map((found) => ({ file, ...found }))),
        { concurrency: config.concurrency ?? 8 },
      ),
      toArray(),
      concatMap((found) => {
        const missing = found.filter(({ pixels }) => pixels === null);
        const loaded =
          missing.length === 0
            ? of([])
            : from(missing.map(({ file }) => file)).pipe(
                load,
                concatMap((outcome, i) => keeping(outcome, missing[i]?.stamp ?? null, config)),
                toArray(),
              );
        return loaded.pipe(
          concatMap((outcomes) => {
            const others = outcomes.values();
            return found.flatMap(({ file, pixels }): Outcome[] => {
              if (pixels !== null) return [E.right({ file, pixels })];
              const { value } = others.next();
              return value === undefined ? [] : [value];
            });
          }),
        );
      }),
    );

/** The outcome, once what is worth keeping is kept. */
function keeping(outcome: Outcome, stamp: FileStamp | null, config: CachedConfig): Observable<Outcome> {
  if (E.isLeft(outcome) || stamp === null || outcome.right.source === undefined) return of(outcome);
  const { source, pixels } = outcome.right;
  const steps = fixedSteps(source, config);
  return concat(steps === null ? EMPTY : config.store.keep(stamp, { source, steps, pixels }), of(outcome));
}
