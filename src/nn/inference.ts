import { tf, type Tensor, type Tensor2D, type Tensor4D } from '../engine/index.ts';
import type { InferenceGraph, InferenceInputs } from './graphs/inference-graph.ts';
import type { InferenceValues, Values } from './layers/index.ts';
import type { Network } from './network.ts';

/** The values of a network as they are now, to be released. */
export interface ReadValues extends Values {
  readonly release: () => void;
}

/**
 * A network in evaluation mode for several batches: what depends on the weights only (batch norm folded into kernels) is
 * computed with the first one and freed when this is disposed. The weights must not change meanwhile.
 *
 * The first batch of a shape goes op by op, the others of that shape as a graph: one batch is not worth making one.
 */
export class Inference implements Disposable {
  private readonly network: Network;
  private readonly read: () => ReadValues;
  private values: ReadValues | null = null;
  private readonly graphOf: (inputs: InferenceInputs) => InferenceGraph | null;
  private readonly made = new Map<string, readonly Tensor[]>();
  private readonly shapes = new Set<string>();

  /**
   * @param read reads the weights, when the first batch comes
   * @param graphOf the graph for such inputs, borrowed, or null
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

  /** [N, H, W, 3] (borrowed) → logits [N, outputs], owned by the caller. */
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
