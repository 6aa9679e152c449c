import type { Tensor } from '@tensorflow/tfjs-core';
import { attr, rawOp1 } from './raw-op.ts';
import { tf } from './tf.ts';

const stateless = (op: string, shape: readonly number[], seeds: Tensor): Tensor => {
  const size = tf.tensor1d([...shape], 'int32');
  const attributes = [attr.type('dtype', 'float32'), attr.type('T', 'int32'), attr.type('Tseed', 'int32')];
  const values = rawOp1(op, attributes, [size, seeds]);
  size.dispose();
  return values;
};

/**
 * Returns standard normal values that depend only on the two seeds, not on the number of threads: TensorFlow's
 * StatelessRandomNormal (Philox; Salmon et al., 2011). Owned by the caller.
 *
 * @param shape any
 * @param seeds two 32-bit integers
 */
export function randomNormal(shape: readonly number[], seeds: readonly [number, number]): Tensor {
  const pair = tf.tensor1d([...seeds], 'int32');
  const values = stateless('StatelessRandomNormal', shape, pair);
  pair.dispose();
  return values;
}

/**
 * Returns uniform values in 0..1, as {@link randomNormal} does.
 *
 * @param seeds [2] int32, borrowed
 */
export const randomUniform = (shape: readonly number[], seeds: Tensor): Tensor =>
  stateless('StatelessRandomUniform', shape, seeds);
