import type { MonoTypeOperatorFunction, Observable } from 'rxjs';
import type { EngineContext, ItemFault, Notice, Profile, Step } from '../core/index.ts';
import { piped, usingDisposable } from '../flow/index.ts';
import { frozenParameters, frozenStages, hasBatchNorm, type FreezeOptions, type Model } from '../nn/index.ts';
import {
  allReduced,
  trainStep,
  type FrozenPrefix,
  type Gradients,
  type TrainStepConfig,
} from '../steps/index.ts';
import { trainBatches } from './batches-of.ts';
import { featureBatches } from './feature-batches.ts';
import { withFeatures, type FeatureMemory } from './frozen-features.ts';
import type { Features } from './gathered-features.ts';
import { inGradientOrder, type BuildSteps, type EpochContext, type Hook } from './hook.ts';
import { untimed } from './step-profile.ts';

/** Options of {@link trainEpoch}. */
export interface TrainEpochOptions {
  readonly hooks: readonly Hook[];
  /** Number of steps in the fit: the schedule ends with the last. */
  readonly totalSteps: number;
  /** Per parameter group: whether to train it. All are trained by default. */
  readonly trainableGroups?: readonly boolean[] | undefined;
  /** Whether batch norm of frozen groups is trained; true by default. See {@link frozenParameters}. */
  readonly frozenBatchNorm?: FreezeOptions['frozenBatchNorm'];
  /**
   * Keeps what frozen stages compute from the training images, for all epochs of a fit; by default they compute it in every
   * epoch. See {@link withFeatures}.
   */
  readonly features?: FeatureMemory;
  /** Returns operators over the gradients that come before those of the hooks; none by default. */
  readonly check?: (config: TrainStepConfig) => readonly MonoTypeOperatorFunction<Gradients>[];
}

/** Trains for an epoch, with the batches, the gradients, the steps and the schedule of the hooks. */
export const trainEpoch = (
  epoch: EpochContext,
  {
    hooks,
    totalSteps,
    trainableGroups = [],
    frozenBatchNorm,
    features: memory,
    check = () => [],
  }: TrainEpochOptions,
): Observable<Step | ItemFault | Profile | Notice> => {
  const { world, agreement, learner, data, files, state, phase, rng, firstStep } = epoch;
  const { now, residentBytes, collective } = world;
  const { loss, groups, precision, recomputeActivations: recomputes } = learner;
  const schedule = hooks.reduce(
    (scheduled, hook) => hook.schedule?.({ ...epoch, schedule: scheduled }) ?? scheduled,
    epoch.schedule,
  );
  const { network } = state.model;
  const frozen = frozenParameters(network, groups, trainableGroups, { frozenBatchNorm });
  const stages = frozenStages(network, frozen);
  const buildWith =
    (features: Features | null): BuildSteps =>
    (timed, engine) =>
      withPrefix(state.model, { stages, features, engine: { ...engine, precision } }, (prefix) => {
        const { steps: earlier, form } = state.scalars;
        const isWhole =
          // A fit that is resumed goes on as it began.
          (earlier === 0 || form === 'whole') &&
          hooks.every(({ gradients }) => gradients === undefined) &&
          collective.size === 1;
        const config = {
          now,
          residentBytes,
          engine: { ...engine, precision, recomputes },
          state,
          agreement,
          rank: collective.rank,
          loss,
          schedule,
          totalSteps,
          phase,
          epoch: epoch.epoch,
          steps: epoch.stepsPerEpoch,
          frozen,
          prefix,
          whole: isWhole ? { schedule, totalSteps } : undefined,
        };
        const { first, others } = inGradientOrder(hooks);
        const gradientsOf = (some: readonly Hook[]) =>
          some.flatMap(({ gradients }) => gradients?.(epoch) ?? []);
        const between = [
          ...check(config),
          ...gradientsOf(first),
          allReduced({ ...learner.reduce, agreement, state, now }),
          ...gradientsOf(others),
        ];
        const place = { world, data, rng, epoch: epoch.epoch, firstStep, timed };
        const loading = { ...place, batchNorm: hasBatchNorm(network) };
        const batches = piped(
          features === null ? trainBatches(files, loading) : featureBatches(features, files, loading),
          hooks.flatMap((hook) => (hook.batches === undefined ? [] : timed(hook.name, hook.batches(epoch)))),
        );
        return piped(
          batches.pipe(timed('trainStep', trainStep({ ...config, between }))),
          hooks.flatMap(({ steps }) => steps?.(epoch) ?? []),
        );
      });
  const around = hooks.findLast((hook) => hook.around !== undefined)?.around;
  return withFeatures(epoch, { memory, stages, hooks }, (features) => {
    const build = buildWith(features);
    return around === undefined ? build(untimed, world.engine) : around(epoch, build);
  });
};

/** The first stages of a model, their output if it is known, and the settings of the engine. */
interface Prefix {
  readonly stages: number;
  readonly features: Features | null;
  readonly engine: EngineContext;
}

/** Returns a stream made with the first stages of a model in evaluation mode, which are freed when it ends. */
const withPrefix = <T>(
  model: Model,
  { stages, features, engine }: Prefix,
  make: (prefix: FrozenPrefix | undefined) => Observable<T>,
): Observable<T> => {
  if (stages === 0) return make(undefined);
  if (features !== null) return make({ stages, inference: null });
  return usingDisposable(
    () => model.inference(engine, { stages }),
    (inference) => make({ stages, inference }),
  );
};
