import { constant, type ParameterSpecs } from './parameter.ts';

/** See {@link batchNorm}. */
export interface BatchNormSpec {
  readonly kind: 'batchNorm';
  readonly channels: number;
  readonly gamma: 0 | 1;
}

/** PyTorch's defaults: the epsilon added to the variance, and the weight of a batch in the running mean and variance. */
export const BATCH_NORM = { epsilon: 1e-5, momentum: 0.1 } as const;

/**
 * Returns batch normalization (Ioffe and Szegedy, 2015), with PyTorch's defaults: epsilon 1e-5, and a weight of 0.1 of a
 * batch in the running mean and variance. Maps `[N, H, W, channels]`, or `[N, channels]`, to the same shape.
 *
 * @param channels the size of the last axis
 * @param gamma the initial scale, 1 by default: 0 for the last one of a residual block (Goyal et al., 2017)
 * @category Layers
 */
export const batchNorm = (channels: number, gamma: 0 | 1 = 1): BatchNormSpec => ({
  kind: 'batchNorm',
  channels,
  gamma,
});

/** Returns the parameters and buffers of the layer, by PyTorch's names. */
export function batchNormParameters({ channels, gamma }: BatchNormSpec): ParameterSpecs {
  const perChannel = (name: string, value: number) => ({ name, shape: [channels], initial: constant(value) });
  return {
    parameters: [
      { ...perChannel('weight', gamma), role: 'batch-norm' },
      { ...perChannel('bias', 0), role: 'batch-norm' },
    ],
    buffers: [perChannel('running_mean', 0), perChannel('running_var', 1)],
  };
}
