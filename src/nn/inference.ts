import { tf, type Tensor, type Tensor2D, type Tensor4D } from '../engine/index.ts';
import type { InferenceGraph, InferenceInputs } from './graphs/inference-graph.ts';
import type { InferenceValues, Values } from './layers/index.ts';
import type { Network } from './network.ts';

/** The values of a network as they are now, to be released. */
export interface ReadValues extends Values {
  readonly release: () => void;
}

/**
 * A network in evaluation mode for several batches; make it with {@link Model.inference}.
 *
 * Tensors that depend on the weights alone (batch norm folded into kernels) are computed with the first batch and freed
 * on disposal. The weights must not change in the meantime. The first batch of a shape runs op by op, later ones as a
 * graph.
 *
 * @category Architectures and models
 */
export class Inference implements Disposable {
  private readonly network: Network;
  private readonly read: () => ReadValues;
  private values: ReadValues | null = null;
  private readonly graphOf: (inputs: InferenceInputs) => InferenceGraph | null;
  private readonly made = new Map<string, readonly Tensor[]>();
  private readonly shapes = new Set<string>();

  /**
   * @internal
   * @param read reads the weights when the first batch arrives
   * @param graphOf returns the graph for such inputs, borrowed, or null
   */
  constructor(
    network: Network,
    read: () => ReadValues,
    graphOf: (inputs: InferenceInputs) => InferenceGraph | null,
  ) {
    this.network = network;
    this.read = read;
    this.graphOf = graphOf;
  }

  /** Returns logits `[N, outputs]`, owned by the caller, for images `[N, H, W, 3]`, which are borrowed. */
  infer(images: Tensor4D): Tensor2D {
    const { value } = (this.values ??= this.read());
    const inputs = { images, values: { value, once: this.once } };
    const shape = images.shape.join();
    const graph = this.shapes.has(shape) ? this.graphOf(inputs) : null;
    const logits =
      graph?.infer(inputs) ??
      tf.tidy(() => this.network.layer.infer(images.clone(), inputs.values) as Tensor2D);
    this.shapes.add(shape);
    return logits;
  }

  /** Frees the tensors that it keeps; the model remains usable. */
  [Symbol.dispose](): void {
    this.values?.release();
    this.values = null;
    for (const tensors of this.made.values()) tf.dispose([...tensors]);
    this.made.clear();
    this.shapes.clear();
  }

  private readonly once: InferenceValues['once'] = (name, make) => {
    const known = this.made.get(name);
    if (known !== undefined) return known as ReturnType<typeof make>;
    const tensors = make();
    tensors.forEach((tensor) => tf.keep(tensor));
    this.made.set(name, tensors);
    return tensors;
  };
}
