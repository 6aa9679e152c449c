import type { EngineContext, Rng } from '../core/index.ts';
import type { Tensor, Tensor2D } from '../engine/index.ts';
import type { PassOptions } from './training-pass.ts';

/** Options of a training pass of a model. */
export interface ForwardOptions extends Partial<PassOptions> {
  /** By default in float32, as graphs. Without graphs always in float32. */
  readonly engine?: EngineContext;
  /** Seeds the random numbers of the pass, such as dropout's. */
  readonly rng?: Rng;
  /** The number of stages that the images have passed already, as by the evaluation mode of a model; 0 by default. */
  readonly from?: number;
}

/** Options of the evaluation mode of a model. */
export interface InferenceOptions {
  /**
   * Whether one graph serves batches of every size, which needs layers that compute nothing from the number of images, as
   * those of {@link architectures}; false by default.
   */
  readonly anyBatchSize?: boolean;
  /** The number of stages to compute, from the first; all by default. */
  readonly stages?: number | undefined;
}

/** A training pass after its forward half. */
export interface ForwardPass {
  /** `[N, outputs]`, owned by the caller. */
  readonly logits: Tensor2D;
  /** Updates the running statistics of the model by those of the batch. Call it once, unless the pass is abandoned. */
  readonly updateBuffers: () => void;
  /**
   * Returns the gradients of the parameters, in their order, null for frozen ones, owned by the caller. Takes ownership
   * of the gradient of the logits. Call it once.
   */
  readonly backward: (dLogits: Tensor2D) => readonly (Tensor | null)[];
}
