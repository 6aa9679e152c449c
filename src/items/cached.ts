import * as E from 'fp-ts/lib/Either.js';
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
import { at, type FileStamp, type Image, type Item, type ItemError, type ItemStore } from '../core/index.ts';
import { mapOrdered } from '../flow/index.ts';
import { planOf, plannedSteps, type PlanConfig } from './item-plan.ts';

/** Options of {@link cached}. */
export interface CachedConfig extends PlanConfig {
  /** Holds the decoded images, for example `world.itemStore('memory')`. */
  readonly store: ItemStore;
  /** The number of images looked up at once; 8 by default. */
  readonly concurrency?: number;
}

/** @inline */
type Outcome = E.Either<ItemError, Item>;

/**
 * Emits decoded images from a store; decodes images that are not stored, and stores them for the next epoch.
 *
 * ```text
 * source      (ab|)
 * a           -(p|)         stored
 * b           -(m|)         not stored: b is loaded
 * load        --(q|)
 * output      ---(xy|)      x, y in the order of the source
 * ```
 *
 * The output equals that of `load` alone: an image is found only if its file is unchanged and the transforms give the
 * same steps. An image whose steps are random (such as a random crop of an image that does not have the target's shape)
 * is decoded every time and not stored, as are images from bytes. Bad and damaged images are decoded every time too, so
 * that each run reports them.
 *
 * The source must be a bounded list, such as the files of one batch. Errors with the errors of the source and of
 * `load`.
 *
 * @param load decodes the images that are not stored, for example {@link decoded}
 * @category Items
 */
export const cached =
  (config: CachedConfig, load: OperatorFunction<Image, Outcome>): OperatorFunction<Image, Outcome> =>
  (files) =>
    files.pipe(
      mapOrdered(
        (file) =>
          file.bytes === undefined
            ? config.store.find(file.path, planOf(file, config)).pipe(map((found) => ({ file, ...found })))
            : of({ file, stamp: null, pixels: null }),
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
                concatMap((outcome, i) => storeAndEmit(outcome, at(missing, i).stamp, config)),
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

/** Emits the outcome, after storing its pixels unless they are random or damaged. */
function storeAndEmit(outcome: Outcome, stamp: FileStamp | null, config: CachedConfig): Observable<Outcome> {
  if (E.isLeft(outcome) || stamp === null || outcome.right.source === undefined) return of(outcome);
  const { source, pixels, damage } = outcome.right;
  const { steps, isRandom } = plannedSteps(outcome.right.file, source, config);
  return concat(
    isRandom || damage !== undefined ? EMPTY : config.store.keep(stamp, { source, steps, pixels }),
    of(outcome),
  );
}
