import type { Tensor } from '@tensorflow/tfjs-core';
import { attr, rawOp1 } from './raw-op.ts';

/** Returns max(x, 0) for any shape; owned by the caller. */
export const relu = (x: Tensor): Tensor => rawOp1('Relu', [attr.type('T', 'float32')], [x]);

/** Returns dy where the output y of {@link relu} is positive, else 0, in one op; owned by the caller. */
export const reluGradient = (dy: Tensor, y: Tensor): Tensor =>
  rawOp1('ReluGrad', [attr.type('T', 'float32')], [dy, y]);
