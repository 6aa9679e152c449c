import { lastOf } from '../../core/index.ts';
import {
  batchNormGradient,
  batchNormRunning,
  batchNormRunningGradient,
  batchNormTraining,
  tf,
  type BatchNormInputs,
  type BatchNormOptions,
  type Tensor,
} from '../../engine/index.ts';
import { BATCH_NORM } from '../specs/batch-norm.ts';
import { activation } from './activation.ts';
import { requireGradient, type LayerPasses, type TrainingPass, type Values } from './layer.ts';

/** Returns the values of a batch norm; borrowed. */
export const batchNormInputs = ({ value }: Values): BatchNormInputs => ({
  gamma: value('weight'),
  beta: value('bias'),
  mean: value('running_mean'),
  variance: value('running_var'),
});

/**
 * Normalizes `[N, H, W, C]` by the statistics that the pass uses, or by the running ones if scale and offset are frozen; then
 * ReLU if `activates`. Takes ownership of `x`; returns the output and the pullback, which always computes the gradient of the
 * input, both owned by the caller.
 */
export function trainBatchNorm(
  x: Tensor,
  pass: TrainingPass,
  activates: boolean,
): readonly [y: Tensor, pullback: (dy: Tensor) => Tensor] {
  const isFixed = !pass.wants('weight') && !pass.wants('bias');
  return pass.statistics === 'batch' && !isFixed
    ? byBatch(x, pass, { ...BATCH_NORM, activates })
    : byRunning(x, pass, activates);
}

function byBatch(
  x: Tensor,
  pass: TrainingPass,
  options: BatchNormOptions,
): ReturnType<typeof trainBatchNorm> {
  const { y, mean, variance, reserve } = batchNormTraining(x, batchNormInputs(pass), options);
  pass.updateBuffer('running_mean', mean);
  pass.updateBuffer('running_var', variance);
  return [
    y,
    (dy) => {
      const inputs = { gamma: pass.value('weight'), beta: pass.value('bias') };
      const [dx, dGamma, dBeta] = batchNormGradient(dy, x, inputs, reserve, options);
      tf.dispose([dy, x, ...reserve]);
      pass.addGradient('weight', dGamma);
      pass.addGradient('bias', dBeta);
      return dx;
    },
  ];
}

function byRunning(x: Tensor, pass: TrainingPass, activates: boolean): ReturnType<typeof trainBatchNorm> {
  const { epsilon } = BATCH_NORM;
  const normalized = batchNormRunning(x, batchNormInputs(pass), epsilon);
  const [y, pullback] = activates ? activation('relu').train(normalized, pass) : [normalized, null];
  return [
    y,
    (dy) => {
      const dNormalized = pullback === null ? dy : requireGradient(pullback(dy, true));
      const [dx, dGamma, dBeta] = batchNormRunningGradient(dNormalized, x, batchNormInputs(pass), epsilon);
      tf.dispose([dNormalized, x]);
      pass.addGradient('weight', dGamma);
      pass.addGradient('bias', dBeta);
      return dx;
    },
  ];
}

/** Reshapes a tensor, and frees the given one: features `[N, C]` are normalized as images of one pixel. */
const reshaped = (x: Tensor, shape: readonly number[]): Tensor => {
  const y = tf.reshape(x, [...shape]);
  x.dispose();
  return y;
};

/** Batch norm by itself: {@link convNorm} computes it together with a convolution. */
export const batchNorm: LayerPasses = {
  infer: (x, values) => {
    const { rank } = x;
    const channels = lastOf(x.shape);
    const pixels = rank === 2 ? reshaped(x, [-1, 1, 1, channels]) : x;
    const y = batchNormRunning(pixels, batchNormInputs(values), BATCH_NORM.epsilon);
    pixels.dispose();
    return rank === 2 ? reshaped(y, [-1, channels]) : y;
  },
  train: (x, pass) => {
    if (x.rank !== 2) return trainBatchNorm(x, pass, false);
    const channels = lastOf(x.shape);
    const [y, pullback] = trainBatchNorm(reshaped(x, [-1, 1, 1, channels]), pass, false);
    return [
      reshaped(y, [-1, channels]),
      (dy) => reshaped(pullback(reshaped(dy, [-1, 1, 1, channels])), [-1, channels]),
    ];
  },
};
