import type { ParameterSpec } from '../specs/index.ts';

/**
 * Returns whether weight decay applies to a parameter: not to biases and batch-norm parameters, unless `wdBnBias` is
 * true (fastai's wd_bn_bias).
 */
export const decays = (role: ParameterSpec['role'], wdBnBias = false): boolean =>
  wdBnBias || role === 'weight';

/** Returns whether a parameter of a frozen group is still trained: true for batch norm (fastai's train_bn). */
export const trainsWhenFrozen = (role: ParameterSpec['role']): boolean => role === 'batch-norm';
