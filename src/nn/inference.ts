import { tf, type Tensor, type Tensor2D, type Tensor4D } from '../engine/index.ts';
import type { InferenceGraph, InferenceInputs } from './graphs/inference-graph.ts';
import type { InferenceValues, Layer, Values } from './layers/layer.ts';

/** The current values of a network's variables, until released. */
export interface ReadValues extends Values {
  readonly release: () => void;
}

/** How a network in evaluation mode runs. */
interface InferenceKind {
  /** Whether one graph serves batches of every size. */
  readonly anyBatchSize: boolean;
  /** Whether graphs compute in less than float32. */
  readonly isNarrow: boolean;
}

/**
 * A network in evaluation mode for several batches, created by {@link Model.inference}.
 *
 * Tensors that depend on the weights alone (batch norm folded into kernels) are computed with the first batch and freed
 * on disposal. The weights must not change in the meantime. The first batch of each shape, or with `anyBatchSize` of each
 * size of images, runs op by op, later ones as a graph; in less than float32 all of them.
 *
 * @category Architectures and models
 */
export class Inference implements Disposable {
  private readonly layer: Layer;
  private readonly read: () => ReadValues;
  private values: ReadValues | null = null;
  private readonly graphOf: (inputs: InferenceInputs, key: readonly number[]) => InferenceGraph | null;
  private readonly anyBatchSize: boolean;
  private readonly isNarrow: boolean;
  private readonly cache = new Map<string, readonly Tensor[]>();
  private readonly shapes = new Set<string>();

  /**
   * @internal
   * @param read reads the weights when the first batch arrives
   * @param graphOf returns the graph of a key for such inputs, borrowed; null to run op by op
   */
  constructor(
    layer: Layer,
    read: () => ReadValues,
    graphOf: (inputs: InferenceInputs, key: readonly number[]) => InferenceGraph | null,
    { anyBatchSize, isNarrow }: InferenceKind,
  ) {
    this.layer = layer;
    this.read = read;
    this.graphOf = graphOf;
    this.anyBatchSize = anyBatchSize;
    this.isNarrow = isNarrow;
  }

  /** Returns logits `[N, outputs]`, or the output of the last stage, owned by the caller, for images `[N, H, W, 3]`, which are borrowed. */
  infer(images: Tensor4D): Tensor2D {
    const { value } = (this.values ??= this.read());
    const inputs = { images, values: { value, once: this.once } };
    const key = this.anyBatchSize ? images.shape.slice(1) : images.shape;
    const shape = key.join();
    const opByOp = (): Tensor2D => tf.tidy(() => this.layer.infer(images.clone(), inputs.values) as Tensor2D);
    const first = this.shapes.has(shape) ? null : opByOp();
    this.shapes.add(shape);
    if (first !== null && !this.isNarrow) return first;
    const graph = this.graphOf(inputs, key);
    if (graph === null) return first ?? opByOp();
    first?.dispose();
    return graph.infer(inputs);
  }

  /** Frees the cached tensors; the model remains usable. */
  [Symbol.dispose](): void {
    this.values?.release();
    this.values = null;
    for (const tensors of this.cache.values()) tf.dispose([...tensors]);
    this.cache.clear();
    this.shapes.clear();
  }

  private readonly once: InferenceValues['once'] = (name, make) => {
    const cached = this.cache.get(name);
    if (cached !== undefined) return cached as ReturnType<typeof make>;
    const tensors = make();
    tensors.forEach((tensor) => tf.keep(tensor));
    this.cache.set(name, tensors);
    return tensors;
  };
}
