import type { InferenceValues, LayerPasses, TrainingPass } from './layer.ts';

/** Returns a pass that looks up the weights of one layer by names that are unique within it. */
export const passInLayer = (pass: TrainingPass, nameOf: (parameter?: string) => string): TrainingPass => ({
  ...pass,
  value: (name) => pass.value(nameOf(name)),
  wants: (name) => pass.wants(nameOf(name)),
  addGradient: (name, gradient) => {
    pass.addGradient(nameOf(name), gradient);
  },
  updateBuffer: (name, value) => {
    pass.updateBuffer(nameOf(name), value);
  },
  seed: () => pass.seed(nameOf()),
});

/** Returns the weights of one layer in evaluation mode, by names that are unique within it. */
export const valuesInLayer = (
  { value, once }: InferenceValues,
  nameOf: (parameter?: string) => string,
): InferenceValues => ({
  value: (name) => value(nameOf(name)),
  once: (name, make) => once(nameOf(name), make),
});

/** Returns the passes of a layer that is given the weights of its whole network. */
export const inLayer = (
  { infer, train }: LayerPasses,
  nameOf: (parameter?: string) => string,
): LayerPasses => ({
  infer: (x, values) => infer(x, valuesInLayer(values, nameOf)),
  train: (x, pass) => train(x, passInLayer(pass, nameOf)),
});
