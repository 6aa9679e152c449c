import { map, type OperatorFunction } from 'rxjs';
import { defaultEngine, type Batch, type EngineContext } from '../core/index.ts';
import type { Tensor, Tensor4D } from '../engine/index.ts';
import {
  nextLossScale,
  trainingStep,
  unscale,
  type Inference,
  type Loss,
  type TrainState,
} from '../nn/index.ts';
import { faultsOf } from './faults-of.ts';
import { Gradients } from './gradients.ts';
import { hyperParametersAt, type UpdateTimes } from './hyper-parameters-at.ts';

/** Options of {@link gradientsOf}. */
export interface GradientsOfConfig {
  /** Its model is read, its buffers are updated; owned by the caller. */
  readonly state: TrainState;
  readonly loss: Loss;
  /** Position of the phase in its run, from 0. */
  readonly phase: number;
  /** Position of the epoch in its phase, from 0. */
  readonly epoch: number;
  /** Names of parameters that are not trained; none by default. */
  readonly frozen?: ReadonlySet<string>;
  /**
   * The first stages of the network, which are frozen, in evaluation mode; owned by the caller. By default they are part of
   * the training pass.
   */
  readonly prefix?: FrozenPrefix | undefined;
  /**
   * Keys the draws of this process apart from those of others that train on the same batch: its rank; 0 by default.
   */
  readonly rank?: number;
  /** By default in float32, as graphs. With float16 the loss is scaled, and its gradients are unscaled again. */
  readonly engine?: EngineContext;
  /**
   * Makes the whole step one function of TensorFlow, if it can: gradients of it have updated the weights already, and
   * {@link updated} only counts them. Nothing that needs the gradients may come between. By default they are passed on, and in
   * float16 always, because they are divided by the scale of the loss.
   */
  readonly whole?: UpdateTimes | undefined;
}

/**
 * Computes the loss and the gradients of each batch.
 *
 * ```text
 * source      -a-n-b-|    n a batch without images
 * output      -x-e-y-|    x, y gradients; e none, of 0 images
 * ```
 *
 * Takes ownership of the batches and releases them. The consumer owns the gradients. Reports about the images of a batch go
 * with them.
 *
 * @category Training and evaluation steps
 */
export const gradientsOf = (config: GradientsOfConfig): OperatorFunction<Batch<Tensor4D>, Gradients> =>
  map((batch) => compute(batch, config));

/** The first stages of a network, in evaluation mode. */
export interface FrozenPrefix {
  readonly stages: number;
  /** Computes them; null if the batches hold their output in place of images. */
  readonly inference: Inference | null;
}

const NONE: ReadonlySet<string> = new Set();

/** Returns the gradients of a batch, and disposes it. A batch without images counts as a step. */
function compute(
  batch: Batch<Tensor4D>,
  {
    state,
    loss,
    phase,
    epoch,
    frozen = NONE,
    prefix,
    rank = 0,
    engine = defaultEngine,
    whole: wanted,
  }: GradientsOfConfig,
): Gradients {
  using owned = batch;
  const { images, targets, index, size } = owned;
  const { scalars } = state;
  const isScaled = engine.precision === 'float16';
  const whole = isScaled ? undefined : wanted;
  state.position = { phase, epoch, step: index };
  state.scalars = {
    ...scalars,
    steps: scalars.steps + 1,
    form: whole === undefined ? 'split' : 'whole',
  };
  const step = {
    index,
    fitStep: scalars.steps,
    faults: faultsOf(owned, 'train'),
    lossScale: isScaled ? scalars.lossScale : undefined,
  };
  if (images === null) return new Gradients({ ...step, tensors: null, loss: 0, count: 0 });
  const place = state.rng.at('pass', phase, epoch, index);
  const rng = rank === 0 ? place : place.at(rank);
  const { loss: value, gradients } = afterPrefix(images, prefix, (features) =>
    trainingStep(features, targets, {
      ...{ model: state.model, loss, rng, frozen, engine, from: prefix?.stages ?? 0 },
      lossScale: isScaled ? scalars.lossScale.value : undefined,
      update:
        whole === undefined
          ? undefined
          : { optimizer: state.optimizer, hyper: hyperParametersAt(whole, scalars.steps) },
    }),
  );
  const tensors = isScaled && gradients !== null ? unscale(gradients, scalars.lossScale.value) : gradients;
  if (isScaled)
    state.scalars = { ...state.scalars, lossScale: nextLossScale(scalars.lossScale, tensors !== null) };
  return new Gradients({
    ...step,
    tensors,
    isApplied: gradients === null && Number.isFinite(value),
    loss: value,
    count: size,
    weight: loss.totalWeight?.(targets) ?? size,
  });
}

/** Uses images after the first stages, in evaluation mode. */
function afterPrefix<T>(images: Tensor4D, prefix: FrozenPrefix | undefined, use: (features: Tensor) => T): T {
  const features = prefix?.inference?.infer(images) ?? images;
  try {
    return use(features);
  } finally {
    if (features !== images) features.dispose();
  }
}
