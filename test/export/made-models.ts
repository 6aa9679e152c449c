import type { ModelDescription, SavedModel, StateDict } from '../../src/core/index.ts';
import { architectureNamed, parametersOf, type Architecture, type Network } from '../../src/nn/index.ts';

/** Returns weights that look random and are in the range of trained ones, the same on every machine. */
export function madeWeights(network: Network): StateDict {
  const { parameters, buffers } = parametersOf(network);
  let state = 1;
  /** Pseudo-random numbers in −1..1 (Park and Miller, 1988). */
  const next = (): number => {
    state = (state * 48_271) % 2_147_483_647;
    return (2 * state) / 2_147_483_647 - 1;
  };
  return new Map(
    [...parameters, ...buffers].map(({ name, shape }) => {
      const fanIn = shape.slice(0, -1).reduce((product, size) => product * size, 1);
      const isVector = shape.length === 1;
      const [scale, shift] = name.endsWith('running_var')
        ? [0.3, 1.3]
        : isVector
          ? [0.1, /weight$|gamma$/.test(name) ? 1 : 0]
          : [Math.sqrt(6 / fanIn), 0];
      const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
      for (let i = 0; i < data.length; i++) data[i] = shift + scale * next();
      return [name, { shape, data }];
    }),
  );
}

/** Returns a model with such weights. */
export function madeModel(
  description: Partial<ModelDescription> & Pick<ModelDescription, 'architecture'>,
  architecture: Architecture = architectureNamed(description.architecture),
): SavedModel {
  const full: ModelDescription = {
    outputs: 3,
    vocab: ['cat', 'dog', 'zebra'],
    size: [32, 32],
    normalization: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
    task: { kind: 'single-label' },
    preparation: {
      item: [{ name: 'resize', settings: { size: [40, 40], method: 'crop', padMode: 'reflection' } }],
      batch: [{ name: 'resized', settings: { size: [32, 32] } }],
    },
    ...description,
  };
  const { outputs, head } = full;
  return { description: full, weights: madeWeights(architecture({ outputs, head })) };
}
