import type { OperatorFunction } from 'rxjs';
import {
  at,
  defaultEngine,
  lastOf,
  type Batch,
  type Capabilities,
  type EngineContext,
  type ItemSkipped,
  type Step,
} from '../core/index.ts';
import { tf, type Tensor4D } from '../engine/index.ts';
import { mapAccum } from '../flow/index.ts';
import { lossAndGradient, smoothLoss, type Loss, type Schedule } from '../nn/index.ts';
import type { FitState } from './fit-state.ts';
import { unscale } from './loss-scale.ts';
import { skippedOf } from './skipped-of.ts';

/** Options of {@link trainStep}. */
export interface TrainStepConfig extends Pick<Capabilities, 'now' | 'residentBytes'> {
  /** Updated by every step; owned by the caller. */
  readonly state: FitState;
  readonly loss: Loss;
  readonly schedule: Schedule;
  /** Number of steps in the fit: the schedule ends with the last. */
  readonly totalSteps: number;
  /** Position of the phase in its run, from 0. */
  readonly phase: number;
  /** Position of the epoch in its phase, from 0. */
  readonly epoch: number;
  /** Number of steps in the epoch. */
  readonly steps: number;
  /**
   * By default in float32, as graphs. With float16 the loss is scaled, and a step whose gradients overflow does not
   * change the weights.
   */
  readonly engine?: EngineContext;
  /** Names of parameters that are not trained. */
  readonly frozen?: ReadonlySet<string>;
}

/**
 * Trains on each batch (forward, loss, backward, optimizer) and emits its loss, preceded by its skipped images.
 *
 * ```text
 * source      -a-b-|
 * output      -x-y-|    one step per batch, emitted after the batch is released
 * ```
 *
 * A batch without images emits no step. Takes ownership of the batches; an error leaves no tensor behind.
 *
 * @category Training and evaluation steps
 */
export const trainStep = (config: TrainStepConfig): OperatorFunction<Batch<Tensor4D>, Step | ItemSkipped> =>
  mapAccum<Batch<Tensor4D>, number, Step | ItemSkipped>(config.now, (idleSince, batch) => {
    const started = config.now();
    const skipped = skippedOf(batch, 'train');
    const count = batch.size;
    const trained = trainOn(batch, config);
    if (trained === null) return [idleSince, skipped];
    const ended = config.now();
    const step: Step = {
      _tag: 'Step',
      phase: config.phase,
      epoch: config.epoch,
      step: batch.index,
      steps: config.steps,
      count,
      ...trained,
      waitMs: started - idleSince,
      stepMs: ended - started,
      imagesPerSecond: (1000 * count) / Math.max(ended - idleSince, 1e-3),
      memory: { rssBytes: config.residentBytes(), tensors: tf.memory().numTensors },
    };
    return [ended, [...skipped, step]];
  });

const NONE: ReadonlySet<string> = new Set();

/** Trains on a batch and disposes it. Returns null for a batch without images. */
function trainOn(
  batch: Batch<Tensor4D>,
  { state, loss, schedule, totalSteps, frozen = NONE, engine = defaultEngine }: TrainStepConfig,
): Pick<Step, 'loss' | 'smoothLoss' | 'learningRate' | 'momentum'> | null {
  using owned = batch;
  const { images, targets } = owned;
  const hyper = schedule(Math.min(state.steps / totalSteps, 1));
  state.steps++;
  if (images === null) return null;
  const value = tf.tidy(() => {
    const pass = state.model.forward(images, { frozen, engine });
    const { loss: mean, gradient } = lossAndGradient(loss, pass.logits, targets);
    const gradients =
      engine.precision === 'float16'
        ? unscale(pass.backward(tf.mul(gradient, state.lossScale.value)), state.lossScale)
        : pass.backward(gradient);
    if (gradients !== null) state.optimizer.apply(gradients, hyper);
    return at(mean.dataSync(), 0);
  });
  state.smoothLoss = smoothLoss(state.smoothLoss, value);
  return {
    loss: value,
    smoothLoss: state.smoothLoss.value,
    learningRate: lastOf(hyper.learningRates),
    momentum: hyper.momentum,
  };
}
