import { requireGradient, type Layer, type Pullback } from './layer.ts';

/**
 * Returns a layer that applies the given layers in order: PyTorch's Sequential. An empty list is the identity.
 *
 * @category Layers
 */
export function sequential(layers: readonly Layer[]): Layer {
  const inferResidual = layers.at(-1)?.inferResidual;
  return {
    parameters: layers.flatMap(({ parameters }) => parameters),
    buffers: layers.flatMap(({ buffers }) => buffers),
    infer: (x, values) => layers.reduce((y, layer) => layer.infer(y, values), x),
    ...(inferResidual && {
      inferResidual: (x, addend, values) => {
        const before = layers.slice(0, -1).reduce((y, layer) => layer.infer(y, values), x);
        return inferResidual(before, addend, values);
      },
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
            (gradient, pullback, i) => pullback(requireGradient(gradient), wantsInput || i > 0),
            dy,
          ),
      ];
    },
  };
}
