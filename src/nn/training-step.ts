import { at, defaultEngine, type EngineContext, type Rng, type Targets } from '../core/index.ts';
import { tf, type Tensor } from '../engine/index.ts';
import { identityOf } from './graphs/identity.ts';
import type { StepInputs } from './graphs/step-function.ts';
import { StepGraph } from './graphs/step-graph.ts';
import { drawSeeds } from './initial-variable.ts';
import { layerOf } from './layers/compile-network.ts';
import { lossAndGradient } from './losses/loss-and-gradient.ts';
import type { Loss } from './losses/loss.ts';
import { tracedLoss } from './losses/tensor-loss.ts';
import type { Model } from './model.ts';
import type { Optimizer } from './optimizers/index.ts';
import type { HyperParameters } from './schedules/index.ts';

/** A training step. */
export interface TrainingStepOptions {
  /** Its weights are read, its running statistics are updated; owned by the caller. */
  readonly model: Model;
  readonly loss: Loss;
  /** Seeds the random numbers of the step. */
  readonly rng: Rng;
  /** Names of parameters that are not trained; none by default. */
  readonly frozen?: ReadonlySet<string>;
  readonly engine?: EngineContext;
  /** The number of stages that the images have passed already; 0 by default. */
  readonly from?: number;
  /** What the gradient of the loss is multiplied by, so that others do not vanish in float16; nothing by default. */
  readonly lossScale?: number | undefined;
  /** Updates the weights in the same function of TensorFlow, if it can. By default the gradients are returned. */
  readonly update?: { readonly optimizer: Optimizer; readonly hyper: HyperParameters } | undefined;
}

/** The result of a training step. */
export interface TrainingStep {
  /** The mean over the batch. */
  readonly loss: number;
  /** By parameter, in order, owned by the caller; null for a frozen one. Null if the weights are updated already. */
  readonly gradients: readonly (Tensor | null)[] | null;
}

const NONE: ReadonlySet<string> = new Set();

/**
 * Computes the loss and the gradients of a batch. Images and targets are borrowed.
 *
 * It is one function of TensorFlow for each shape of the images, whose first step takes longer; but with a loss that needs
 * more than tensors, the two halves of the pass are functions, and with `opByOp` each op runs on its own. A loss that is not
 * finite leaves no trace in the running statistics, and none in the weights if they are updated here.
 */
export function trainingStep(images: Tensor, targets: Targets, options: TrainingStepOptions): TrainingStep {
  let result: TrainingStep = { loss: NaN, gradients: null };
  tf.tidy(() => {
    result = asOne(images, targets, options) ?? inHalves(images, targets, options);
    return (result.gradients ?? []).filter((each) => each !== null);
  });
  return result;
}

/** Returns null if the step cannot be one function. */
function asOne(
  images: Tensor,
  targets: Targets,
  {
    model,
    loss,
    rng,
    frozen = NONE,
    engine = defaultEngine,
    from = 0,
    lossScale,
    update,
  }: TrainingStepOptions,
): TrainingStep | null {
  const traced = tracedLoss(loss);
  if (traced === undefined || engine.opByOp) return null;
  const parameters = [...model.parameters.keys()];
  const { outputs } = model.network;
  const trained = parameters.map((name) => !frozen.has(name));
  const step = update?.optimizer.begin?.(trained, update.hyper) ?? null;
  const given = traced.inputs(targets, [at(images.shape, 0), outputs]);
  const inputs: StepInputs = {
    images,
    targets: given,
    variable: (name) => model.variable(name),
    seed: (name) => tf.tensor1d([...drawSeeds(rng.at(name))], 'int32'),
    lossScale: lossScale === undefined ? [] : [tf.scalar(lossScale)],
    numbers: (step?.numbers ?? []).map((number) => tf.scalar(number)),
    averages: step?.variables ?? [],
  };
  const key = [
    images.shape,
    given.map(({ shape, dtype }) => [shape, dtype]),
    [...frozen].sort(),
    from,
    identityOf(traced),
    lossScale !== undefined,
    ...(step === null || update === undefined ? [] : [identityOf(update.optimizer), step.key]),
  ];
  const graph = model.stepGraphs.get(key, engine, () =>
    StepGraph.trace(
      { ...engine, layer: layerOf(model.compiled, from), loss: traced, parameters, update: step, frozen },
      inputs,
    ),
  );
  if (graph === null) return null;
  const { loss: mean, gradients } = graph.run(inputs);
  const value = at(mean.dataSync<'float32'>(), 0);
  if (Number.isFinite(value)) step?.end();
  return { loss: value, gradients };
}

function inHalves(
  images: Tensor,
  targets: Targets,
  { model, loss, lossScale, ...options }: TrainingStepOptions,
): TrainingStep {
  const pass = model.forward(images, options);
  const { loss: mean, gradient } = lossAndGradient(loss, pass.logits, targets);
  const gradients = pass.backward(lossScale === undefined ? gradient : tf.mul(gradient, lossScale));
  const value = at(mean.dataSync<'float32'>(), 0);
  if (Number.isFinite(value)) pass.updateBuffers();
  return { loss: value, gradients };
}
