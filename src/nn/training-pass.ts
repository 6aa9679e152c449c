import { tf, type Tensor, type Tensor2D, type Tensor4D } from '../engine/index.ts';
import type { Layer, Pullback, TrainingPass } from './layers/index.ts';

/** What a training pass is computed from: borrowed, or freed by the `tf.tidy` around it. */
export interface PassInputs {
  /** [N, H, W, 3] */
  readonly images: Tensor4D;
  /** Of parameters and running statistics, by name. */
  readonly value: (name: string) => Tensor;
  /** Two whole numbers for the random numbers of this pass, others for each name. */
  readonly seed: (name: string) => Tensor;
}

/** A network's training pass that went forward; what comes out is owned by the caller. */
export interface PassedForward {
  /** [N, outputs] */
  readonly logits: Tensor2D;
  /** The new values of running statistics, by name. */
  readonly statistics: ReadonlyMap<string, Tensor>;
  /** Takes over the gradient of the logits; gives those of the parameters by name, but for those not wanted. */
  readonly backward: (dLogits: Tensor2D) => ReadonlyMap<string, Tensor>;
}

/** Forward through a layer, op by op. To be called inside `tf.tidy`, and its backward too. */
export function trainingPass(
  layer: Layer,
  { images, value, seed }: PassInputs,
  frozen: ReadonlySet<string>,
): PassedForward {
  const statistics = new Map<string, Tensor>();
  const gradients = new Map<string, Tensor>();
  const pass: TrainingPass = {
    value,
    seed,
    wants: (name) => !frozen.has(name),
    addGradient: (name, gradient) => {
      if (frozen.has(name)) tf.dispose(gradient);
      else gradients.set(name, gradient);
    },
    updateBuffer: (name, next) => statistics.set(name, next),
  };
  const [logits, pullback]: readonly [Tensor, Pullback] = layer.train(images.clone(), pass);
  return {
    logits: logits as Tensor2D,
    statistics,
    backward: (dLogits) => {
      pullback(dLogits, false);
      return gradients;
    },
  };
}
