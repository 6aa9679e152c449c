import type { Tensor } from '@tensorflow/tfjs-core';
import { attr, rawOp1 } from './raw-op.ts';
import { tf } from './tf.ts';

/**
 * Gathers rows of a float tensor: `[R, …]` → `[…indices, …]`. Unlike `tf.gather`, does not read the indices back to check
 * them.
 *
 * @param indices int32, each less than R
 */
export const gatherRows = (rows: Tensor, indices: Tensor): Tensor =>
  rawOp1(
    'GatherV2',
    [
      attr.type('Tparams', 'float32'),
      attr.type('Tindices', 'int32'),
      attr.type('Taxis', 'int32'),
      attr.int('batch_dims', 0),
    ],
    [rows, indices, tf.scalar(0, 'int32')],
  );
