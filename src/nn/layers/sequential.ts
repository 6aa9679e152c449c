import { requireGradient, type Layer, type Pullback } from './layer.ts';

/** Returns compiled layers in order, as one layer. */
export function sequential(layers: readonly Layer[]): Layer {
  const inferResidual = layers.at(-1)?.inferResidual;
  return {
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
