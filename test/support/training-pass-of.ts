import { tf, type Tensor } from '../../src/engine/index.ts';
import type { TrainingPass } from '../../src/nn/index.ts';

/** Returns a training pass with given weights for a single layer; no parameter is frozen. */
export const trainingPassOf = (
  weights: ReadonlyMap<string, Tensor> = new Map(),
  more: Partial<TrainingPass> = {},
): TrainingPass => ({
  statistics: 'batch',
  isRandom: true,
  value: (name) => weights.get(name)!,
  wants: () => true,
  addGradient: () => {},
  updateBuffer: () => {},
  seed: () => tf.tensor1d([1, 2], 'int32'),
  ...more,
});
