import type { Tensor } from '../../engine/index.ts';
import type { Layer, Pullback } from './layer.ts';
import { wanted } from './layer.ts';

/**
 * Returns the layers one after the other: PyTorch's Sequential. An empty list is the identity.
 *
 * @category Layers
 */
export function sequential(layers: readonly Layer[]): Layer {
  const [last, ...others] = [...layers].reverse();
  const before = others.reverse();
  return {
    parameters: layers.flatMap(({ parameters }) => parameters),
    statistics: layers.flatMap(({ statistics }) => statistics),
    infer: (x, values) => layers.reduce((y, layer) => layer.infer(y, values), x),
    ...(last?.inferJoined === undefined
      ? {}
      : {
          inferJoined: (x, addend, values) =>
            last.inferJoined?.(
              before.reduce((y, layer) => layer.infer(y, values), x),
              addend,
              values,
            ) as Tensor,
        }),
    train: (x, pass) => {
      const pullbacks: Pullback[] = [];
      const output = layers.reduce((y, layer) => {
        const [next, pullback] = layer.train(y, pass);
        pullbacks.push(pullback);
        return next;
      }, x);
      return [
        output,
        (dy, wantsInput) =>
          pullbacks.reduceRight<ReturnType<Pullback>>(
            (gradient, pullback, i) => pullback(wanted(gradient), wantsInput || i > 0),
            dy,
          ),
      ];
    },
  };
}
