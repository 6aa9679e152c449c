import type { Tensor } from '@tensorflow/tfjs-core';
import { attr, rawOp1 } from './raw-op.ts';

/** max(x, 0), any shape; owned by the caller. */
export const relu = (x: Tensor): Tensor => rawOp1('Relu', [attr.type('T', 'float32')], [x]);

/** dy where the output y of {@link relu} is positive, else 0: one op instead of a comparison and a product. */
export const reluGradient = (dy: Tensor, y: Tensor): Tensor =>
  rawOp1('ReluGrad', [attr.type('T', 'float32')], [dy, y]);
