import { at } from '../../core/index.ts';
import { tf, type Tensor } from '../../engine/index.ts';
import type { LayerPasses, Values } from './layer.ts';

/**
 * Returns the passes of a plain function of tensors. TensorFlow.js's tape computes its gradients, in the pullback, where the
 * function runs again.
 *
 * @param names the names of its parameters
 * @param apply returns the output for an input and the parameters by name, all borrowed
 */
export function tapePasses(
  names: readonly string[],
  apply: (x: Tensor, parameters: Readonly<Record<string, Tensor>>) => Tensor,
): LayerPasses {
  const given = (tensors: readonly Tensor[]): Record<string, Tensor> =>
    Object.fromEntries(names.map((name, i) => [name, at(tensors, i)]));
  /** The tape has no gradient of a function that returns its input itself. */
  const applied = (x: Tensor, parameters: readonly Tensor[]): Tensor => {
    const y = apply(x, given(parameters));
    return y === x ? tf.clone(x) : y;
  };
  const run = (x: Tensor, { value }: Values): Tensor => tf.tidy(() => applied(x, names.map(value)));
  return {
    infer: (x, values) => {
      const y = run(x, values);
      x.dispose();
      return y;
    },
    train: (x, pass) => [
      run(x, pass),
      (dy) => {
        const [dx, ...gradients] = tf.tidy(() =>
          tf.grads((input: Tensor, ...parameters: Tensor[]) => applied(input, parameters))(
            [x, ...names.map(pass.value)],
            dy,
          ),
        );
        gradients.forEach((gradient, i) => {
          pass.addGradient(at(names, i), gradient);
        });
        tf.dispose([x, dy]);
        return dx as Tensor;
      },
    ],
  };
}
