import { tf, type Tensor, type Tensor2D } from '../engine/index.ts';
import type { Layer, Pullback, TrainingPass } from './layers/layer.ts';

/** The settings of a training pass. */
export interface PassOptions {
  /** Names of parameters whose gradients are not needed. */
  readonly frozen: ReadonlySet<string>;
  /** Whether the backward pass computes activations again, instead of keeping them; false by default. */
  readonly recomputes?: boolean;
  /** What batch norm normalizes by; `batch` by default. With `running`, the running statistics do not change. */
  readonly statistics?: TrainingPass['statistics'];
}

/** The inputs of a training pass: borrowed, or freed by the enclosing `tf.tidy`. */
export interface PassInputs {
  /** [N, H, W, 3], or the output of the first stages. */
  readonly images: Tensor;
  /** Returns a parameter or buffer by name. */
  readonly value: (name: string) => Tensor;
  /** Returns two integers that seed the random numbers of a name in this pass. */
  readonly seed: (name: string) => Tensor;
}

/** The results of the forward half of a training pass, owned by the caller. */
export interface ForwardResult {
  /** [N, outputs] */
  readonly logits: Tensor2D;
  /** The new values of buffers, by name. */
  readonly buffers: ReadonlyMap<string, Tensor>;
  /** Returns the gradients of the parameters that are not frozen, by name. Takes ownership of `dLogits`. */
  readonly backward: (dLogits: Tensor2D) => ReadonlyMap<string, Tensor>;
}

/** Runs the forward half of a training pass op by op. Call it, and `backward`, inside `tf.tidy`. */
export function trainingPass(
  layer: Layer,
  { images, value, seed }: PassInputs,
  { frozen, recomputes = false, statistics = 'batch' }: PassOptions,
): ForwardResult {
  const buffers = new Map<string, Tensor>();
  const gradients = new Map<string, Tensor>();
  const pass: TrainingPass = {
    statistics,
    recomputes,
    isRandom: true,
    value,
    seed,
    wants: (name) => !frozen.has(name),
    addGradient: (name, gradient) => {
      if (frozen.has(name)) tf.dispose(gradient);
      else gradients.set(name, gradient);
    },
    updateBuffer: (name, next) => buffers.set(name, next),
  };
  const [logits, pullback]: readonly [Tensor, Pullback] = layer.train(images.clone(), pass);
  return {
    logits: logits as Tensor2D,
    buffers,
    backward: (dLogits) => {
      pullback(dLogits, false);
      return gradients;
    },
  };
}
