import { tf, type Tensor } from '../../engine/index.ts';
import type { ActivationName } from '../specs/activation.ts';
import { activation } from './activation.ts';
import { requireGradient, type Layer } from './layer.ts';

/** Returns the sum of two tensors, which it frees. */
function join(a: Tensor, b: Tensor): Tensor {
  const sum = tf.add(a, b);
  tf.dispose([a, b]);
  return sum;
}

/** Returns a residual block of compiled branches. */
export function residual(path: Layer, shortcut: Layer, name: ActivationName): Layer {
  const activated = activation(name);
  return {
    infer: (x, values) => {
      if (name === 'relu' && path.inferResidual !== undefined) {
        const input = x.clone();
        return path.inferResidual(input, shortcut.infer(x, values), values);
      }
      return activated.infer(join(path.infer(x.clone(), values), shortcut.infer(x, values)), values);
    },
    train: (x, pass) => {
      const [onPath, pathPullback] = path.train(x.clone(), pass);
      const [onShortcut, shortcutPullback] = shortcut.train(x, pass);
      const [y, pullback] = activated.train(join(onPath, onShortcut), pass);
      return [
        y,
        (dy) => {
          const dSum = requireGradient(pullback(dy, true));
          const dPath = requireGradient(pathPullback(dSum.clone(), true));
          return join(dPath, requireGradient(shortcutPullback(dSum, true)));
        },
      ];
    },
  };
}
