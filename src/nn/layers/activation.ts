import { relu, reluGradient, tf, type Tensor } from '../../engine/index.ts';
import type { ActivationName } from '../specs/activation.ts';
import type { LayerPasses } from './layer.ts';

/** An activation and its gradient. */
export interface Activation {
  readonly apply: (x: Tensor) => Tensor;
  /** Whether the gradient needs the output, and not the input. */
  readonly keeps: 'input' | 'output';
  /** Returns the gradient of the input from that of the output and the kept tensor; borrows both. */
  readonly gradient: (dy: Tensor, kept: Tensor) => Tensor;
}

/** Each activation by its name. */
export const ACTIVATIONS: Readonly<Record<ActivationName, Activation>> = {
  relu: { apply: relu, keeps: 'output', gradient: reluGradient },
  mish: {
    apply: (x) => tf.tidy(() => tf.mul(x, tf.tanh(tf.softplus(x)))),
    keeps: 'input',
    // With t = tanh(softplus(x)): t + x · sigmoid(x) · (1 − t²).
    gradient: (dy, x) =>
      tf.tidy(() => {
        const t = tf.tanh(tf.softplus(x));
        const slope = tf.add(t, tf.mul(tf.mul(x, tf.sigmoid(x)), tf.sub(1, tf.square(t))));
        return tf.mul(dy, slope);
      }),
  },
};

/** Returns the passes of an activation. */
export function activation(name: ActivationName): LayerPasses {
  const { apply, keeps, gradient } = ACTIVATIONS[name];
  return {
    infer: (x) => {
      const y = apply(x);
      x.dispose();
      return y;
    },
    train: (x) => {
      const y = apply(x);
      const kept = keeps === 'output' ? y.clone() : x;
      if (keeps === 'output') x.dispose();
      return [
        y,
        (dy) => {
          const dx = gradient(dy, kept);
          tf.dispose([dy, kept]);
          return dx;
        },
      ];
    },
  };
}
