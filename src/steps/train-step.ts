import type { OperatorFunction } from 'rxjs';
import type { Batch, Capabilities, ItemSkipped, Step } from '../core/index.ts';
import { tf, withPrecision, type Precision, type Tensor4D } from '../engine/index.ts';
import { mapAccum } from '../flow/index.ts';
import { lossAndGradient, smoothLoss, type Loss, type Schedule } from '../nn/index.ts';
import type { FitState } from './fit-state.ts';
import { unscaled } from './loss-scale.ts';
import { skippedOf } from './skipped-of.ts';

/** Options of {@link trainStep}. */
export interface TrainStepConfig extends Pick<Capabilities, 'now' | 'residentBytes'> {
  /** Changed by every step; owned by the caller. */
  readonly state: FitState;
  readonly loss: Loss;
  readonly schedule: Schedule;
  /** Steps of the whole fit: the schedule ends with the last. */
  readonly totalSteps: number;
  /** Position of the phase in its run, from 0. */
  readonly phase: number;
  /** Position of the epoch in its phase, from 0. */
  readonly epoch: number;
  /** Number of steps in the epoch. */
  readonly steps: number;
  /**
   * The precision of convolutions; float32 by default. With float16 the loss is scaled, and a step whose gradients
   * overflow changes no weight.
   */
  readonly precision?: Precision;
  /** Names of parameters that are not trained. */
  readonly frozen?: ReadonlySet<string>;
}

/**
 * Trains on each batch (forward, loss, backward, optimizer) and emits its loss, preceded by the images it skipped.
 *
 * ```text
 * source      -a-b-|
 * output      -x-y-|    a step for each batch, after the batch is released
 * ```
 *
 * A batch without images makes no step. Takes ownership of the batches; an error leaves no tensor behind.
 *
 * @category Training and evaluation steps
 */
export const trainStep = (config: TrainStepConfig): OperatorFunction<Batch<Tensor4D>, Step | ItemSkipped> =>
  mapAccum<Batch<Tensor4D>, number, Step | ItemSkipped>(config.now, (idleSince, batch) => {
    const started = config.now();
    const skipped = skippedOf(batch, 'train');
    const count = batch.size;
    const done = useBatch(batch, config);
    if (done === null) return [idleSince, skipped];
    const ended = config.now();
    const step: Step = {
      _tag: 'Step',
      phase: config.phase,
      epoch: config.epoch,
      step: batch.index,
      steps: config.steps,
      count,
      ...done,
      waitMs: started - idleSince,
      stepMs: ended - started,
      imagesPerSecond: (1000 * count) / Math.max(ended - idleSince, 1e-3),
      memory: { rssBytes: config.residentBytes(), tensors: tf.memory().numTensors },
    };
    return [ended, [...skipped, step]];
  });

/** One step of the fold; null for a batch without images. */
function useBatch(
  batch: Batch<Tensor4D>,
  { state, loss, schedule, totalSteps, frozen, precision = 'float32' }: TrainStepConfig,
): Pick<Step, 'loss' | 'smoothLoss' | 'learningRate' | 'momentum'> | null {
  using owned = batch;
  const { images, targets } = owned;
  const hyper = schedule(Math.min(state.steps / totalSteps, 1));
  state.steps++;
  if (images === null) return null;
  const value = tf.tidy(() =>
    withPrecision(precision, () => {
      const pass = state.model.forward(images, frozen);
      const { loss: mean, gradient } = lossAndGradient(loss, pass.logits, targets);
      const gradients =
        precision === 'float16'
          ? unscaled(pass.backward(tf.mul(gradient, state.lossScale.value)), state.lossScale)
          : pass.backward(gradient);
      if (gradients !== null) state.optimizer.apply(gradients, hyper);
      return mean.dataSync()[0] ?? NaN;
    }),
  );
  state.smoothLoss = smoothLoss(state.smoothLoss, value);
  return {
    loss: value,
    smoothLoss: state.smoothLoss.value,
    learningRate: hyper.learningRates.at(-1) ?? NaN,
    momentum: hyper.momentum,
  };
}
