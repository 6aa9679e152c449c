import { concat, concatMap, defer, EMPTY, filter, of, type Observable } from 'rxjs';
import type { ItemFault, Notice } from '../core/index.ts';
import { usingDisposable } from '../flow/index.ts';
import { listedTrainBatches } from './batches-of.ts';
import {
  gatheredFeatures,
  type Features,
  type FeaturesGathered,
  type GatheredFeaturesConfig,
} from './gathered-features.ts';
import type { EpochContext, Hook } from './hook.ts';

/** The features of a fit; undefined until they are computed, null if they need too much memory. */
export interface FeatureMemory {
  found?: Features | null;
}

/** Options of {@link withFeatures}. */
export interface WithFeaturesConfig {
  /** Belongs to a fit; undefined to keep no features. */
  readonly memory: FeatureMemory | undefined;
  /** The number of stages of the network that are frozen: they compute the same in every epoch. */
  readonly stages: number;
  /** The hooks of the fit. */
  readonly hooks: readonly Hook[];
}

/**
 * Returns a stream of an epoch of training, made with the features of the training images, or with null if they are not
 * kept.
 *
 * Before the first epoch that trains, the features of all images are computed, also in a resumed run: what a fit computes
 * does not depend on where it was stopped. They are not kept in a fit of one epoch, if transforms may be random, and if a
 * hook changes batches.
 */
export const withFeatures = <T>(
  epoch: EpochContext,
  { memory, stages, hooks }: WithFeaturesConfig,
  make: (features: Features | null) => Observable<T>,
): Observable<T | Notice | ItemFault> =>
  defer(() => {
    if (memory === undefined || stages === 0 || !areKept(epoch, hooks)) return make(null);
    const { found } = memory;
    if (found !== undefined) return make(found);
    return concat(
      frozenFeatures(epoch, stages).pipe(
        concatMap((event) => {
          if (event._tag !== 'FeaturesGathered') return of(event);
          memory.found = event.features;
          return EMPTY;
        }),
        // Those of an epoch that was stopped are recorded already.
        filter(({ _tag }) => _tag === 'Notice' || isBeginning(epoch)),
      ),
      defer(() => make(memory.found ?? null)),
    );
  });

/** Returns whether every epoch of a fit has the same images, and computes features that another one needs. */
const areKept = (
  { data: { item, batch }, epochs, firstStep, stepsPerEpoch }: EpochContext,
  hooks: readonly Hook[],
): boolean =>
  epochs > 1 &&
  // Otherwise only validation is left of this epoch.
  firstStep < stepsPerEpoch &&
  [...item, ...batch].every(({ isFixed }) => isFixed === true) &&
  hooks.every(({ batches }) => batches === undefined);

/** Returns whether nothing of the fit is recorded. */
const isBeginning = ({ epoch, firstStep }: EpochContext): boolean => epoch === 0 && firstStep === 0;

/** The part of an epoch that {@link frozenFeatures} needs. */
type FrozenFeaturesContext = Pick<
  EpochContext,
  'world' | 'agreement' | 'learner' | 'data' | 'files' | 'rng' | 'state'
>;

/**
 * Computes the features of all training images: those of the first stages of the network, in evaluation mode. See
 * {@link gatheredFeatures}.
 */
export const frozenFeatures = (
  { world, agreement, learner, data, files, rng, state }: FrozenFeaturesContext,
  stages: number,
  { maxBytes }: Pick<GatheredFeaturesConfig, 'maxBytes'> = {},
): Observable<Notice | ItemFault | FeaturesGathered> =>
  usingDisposable(
    () => state.model.inference({ ...world.engine, precision: learner.precision }, { stages }),
    (inference) =>
      listedTrainBatches(files, { world, data, rng }).pipe(
        gatheredFeatures({ now: world.now, inference, files: files.train, agreement, maxBytes }),
      ),
  );
