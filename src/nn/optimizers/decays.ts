import type { ParameterSpec } from '../layers/index.ts';

/**
 * Whether weight decay applies to a parameter: not to biases and batch-norm parameters, unless asked for (fastai's
 * wd_bn_bias).
 */
export const decays = (role: ParameterSpec['role'], wdBnBias = false): boolean =>
  wdBnBias || role === 'weight';

/** Whether a parameter of a frozen group trains all the same: those of batch norm do (fastai's train_bn). */
export const trainsWhenFrozen = (role: ParameterSpec['role']): boolean => role === 'batch-norm';
