import { lastOf } from '../../core/index.ts';
import {
  batchNormGradient,
  batchNormRunning,
  batchNormRunningGradient,
  batchNormTraining,
  tf,
  type BatchNormInputs,
  type Tensor,
} from '../../engine/index.ts';
import { BATCH_NORM } from '../specs/batch-norm.ts';
import type { LayerPasses, TrainingPass, Values } from './layer.ts';

/** Returns the values of a batch norm; borrowed. */
export const batchNormInputs = ({ value }: Values): BatchNormInputs => ({
  gamma: value('weight'),
  beta: value('bias'),
  mean: value('running_mean'),
  variance: value('running_var'),
});

/**
 * Normalizes `[N, H, W, C]` by the statistics that the pass uses, or by the running ones if scale and offset are frozen. Takes ownership of `x`; returns the output and the
 * pullback, which always computes the gradient of the input, both owned by the caller.
 */
export function trainBatchNorm(
  x: Tensor,
  pass: TrainingPass,
): readonly [y: Tensor, pullback: (dy: Tensor) => Tensor] {
  const { epsilon } = BATCH_NORM;
  const inputs = batchNormInputs(pass);
  const isFixed = !pass.wants('weight') && !pass.wants('bias');
  const training = pass.statistics === 'batch' && !isFixed ? batchNormTraining(x, inputs, BATCH_NORM) : null;
  if (training !== null) {
    pass.updateBuffer('running_mean', training.mean);
    pass.updateBuffer('running_var', training.variance);
  }
  return [
    training?.y ?? batchNormRunning(x, inputs, epsilon),
    (dy) => {
      const [dx, dGamma, dBeta] =
        training === null
          ? batchNormRunningGradient(dy, x, batchNormInputs(pass), epsilon)
          : batchNormGradient(dy, x, pass.value('weight'), training.reserve, epsilon);
      tf.dispose([dy, x, ...(training?.reserve ?? [])]);
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
    if (x.rank !== 2) return trainBatchNorm(x, pass);
    const channels = lastOf(x.shape);
    const [y, pullback] = trainBatchNorm(reshaped(x, [-1, 1, 1, channels]), pass);
    return [
      reshaped(y, [-1, channels]),
      (dy) => reshaped(pullback(reshaped(dy, [-1, 1, 1, channels])), [-1, channels]),
    ];
  },
};
