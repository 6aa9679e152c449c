import {
  batchNormGradient,
  batchNormRunning,
  batchNormRunningGradient,
  batchNormTraining,
  tf,
  type BatchNormInputs,
  type Tensor,
} from '../../engine/index.ts';
import type { TrainingPass, Values } from './layer.ts';

/** The names of the parameters and buffers of batch norm. */
export type BatchNormNames = Readonly<Record<keyof BatchNormInputs, string>>;

/** Returns PyTorch's names for a batch norm of the given name. */
export const batchNormNames = (name: string): BatchNormNames => ({
  gamma: `${name}.weight`,
  beta: `${name}.bias`,
  mean: `${name}.running_mean`,
  variance: `${name}.running_var`,
});

/** Returns the values of a batch norm; borrowed. */
export const batchNormInputs = (
  { gamma, beta, mean, variance }: BatchNormNames,
  { value }: Values,
): BatchNormInputs => ({
  gamma: value(gamma),
  beta: value(beta),
  mean: value(mean),
  variance: value(variance),
});

/**
 * Normalizes `[N, H, W, C]` by the statistics that the pass uses. Takes ownership of `x`; returns the output and the
 * pullback, which always computes the gradient of the input, both owned by the caller.
 *
 * @param settings the epsilon, and the weight of a batch in the running statistics
 */
export function trainBatchNorm(
  x: Tensor,
  pass: TrainingPass,
  names: BatchNormNames,
  settings: { readonly epsilon: number; readonly momentum: number },
): readonly [y: Tensor, pullback: (dy: Tensor) => Tensor] {
  const { epsilon } = settings;
  const inputs = batchNormInputs(names, pass);
  const training = pass.statistics === 'batch' ? batchNormTraining(x, inputs, settings) : null;
  if (training !== null) {
    pass.updateBuffer(names.mean, training.mean);
    pass.updateBuffer(names.variance, training.variance);
  }
  return [
    training?.y ?? batchNormRunning(x, inputs, epsilon),
    (dy) => {
      const [dx, dGamma, dBeta] =
        training === null
          ? batchNormRunningGradient(dy, x, batchNormInputs(names, pass), epsilon)
          : batchNormGradient(dy, x, pass.value(names.gamma), training.reserve, epsilon);
      tf.dispose([dy, x, ...(training?.reserve ?? [])]);
      pass.addGradient(names.gamma, dGamma);
      pass.addGradient(names.beta, dBeta);
      return dx;
    },
  ];
}
