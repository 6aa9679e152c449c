import { relu, reluGradient, tf, type Tensor } from '../../engine/index.ts';
import { requireGradient, type Layer } from './layer.ts';

/**
 * Returns a residual block, relu(path(x) + shortcut(x)) (He et al., 2016).
 *
 * @param shortcut `sequential([])` for the identity
 * @category Layers
 */
export function residual(path: Layer, shortcut: Layer): Layer {
  const join = (a: Tensor, b: Tensor): Tensor => {
    const sum = tf.add(a, b);
    tf.dispose([a, b]);
    return sum;
  };
  return {
    parameters: [...path.parameters, ...shortcut.parameters],
    buffers: [...path.buffers, ...shortcut.buffers],
    infer: (x, values) => {
      if (path.inferResidual !== undefined) {
        const input = x.clone();
        return path.inferResidual(input, shortcut.infer(x, values), values);
      }
      const sum = join(path.infer(x.clone(), values), shortcut.infer(x, values));
      const y = relu(sum);
      sum.dispose();
      return y;
    },
    train: (x, pass) => {
      const [onPath, pathPullback] = path.train(x.clone(), pass);
      const [onShortcut, shortcutPullback] = shortcut.train(x, pass);
      const sum = join(onPath, onShortcut);
      const y = relu(sum);
      sum.dispose();
      const kept = y.clone();
      return [
        y,
        (dy) => {
          const dSum = reluGradient(dy, kept);
          tf.dispose([dy, kept]);
          const dPath = requireGradient(pathPullback(dSum.clone(), true));
          return join(dPath, requireGradient(shortcutPullback(dSum, true)));
        },
      ];
    },
  };
}
