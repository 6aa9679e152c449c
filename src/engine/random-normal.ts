import type { Tensor } from '@tensorflow/tfjs-node-gpu';
import { attr, rawOp1 } from './raw-op.ts';
import { tf } from './tf.ts';

/**
 * Standard normal values of any shape, a function of the two seeds alone, for any number of threads: TensorFlow's
 * StatelessRandomNormal (Philox; Salmon et al., 2011). Owned by the caller.
 *
 * @param seeds two 32-bit whole numbers
 */
export function randomNormal(shape: readonly number[], seeds: readonly [number, number]): Tensor {
  const inputs = [tf.tensor1d([...shape], 'int32'), tf.tensor1d([...seeds], 'int32')];
  const attributes = [attr.type('dtype', 'float32'), attr.type('T', 'int32'), attr.type('Tseed', 'int32')];
  const values = rawOp1('StatelessRandomNormal', attributes, inputs);
  tf.dispose(inputs);
  return values;
}
