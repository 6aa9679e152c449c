import { tf, type Tensor } from '../../engine/index.ts';
import type { DenseSpec } from '../specs/dense.ts';
import type { LayerPasses, Values } from './layer.ts';

/** Returns the passes of a dense layer. */
export function dense({ bias: hasBias }: DenseSpec): LayerPasses {
  const apply = (x: Tensor, { value }: Values): Tensor =>
    tf.tidy(() => {
      const y = tf.matMul(x, value('weight'));
      return hasBias ? tf.add(y, value('bias')) : y;
    });
  return {
    infer: (x, values) => {
      const y = apply(x, values);
      x.dispose();
      return y;
    },
    train: (x, pass) => [
      apply(x, pass),
      (dy, wantsInput) => {
        if (pass.wants('weight')) pass.addGradient('weight', tf.matMul(x, dy, true, false));
        if (hasBias && pass.wants('bias')) pass.addGradient('bias', tf.sum(dy, 0));
        const dx = wantsInput ? tf.matMul(dy, pass.value('weight'), false, true) : null;
        tf.dispose([x, dy]);
        return dx;
      },
    ],
  };
}
