import { tf, type Tensor, type Tensor2D, type Tensor4D } from '../engine/index.ts';
import type { InferenceValues, Values } from './layers/index.ts';
import type { Network } from './network.ts';

/** The values of a network as they are now, to be released. */
export interface ReadValues extends Values {
  readonly release: () => void;
}

/**
 * A network in evaluation mode for several batches: what depends on the weights only (batch norm folded into kernels) is
 * computed with the first one and freed when this is disposed. The weights must not change meanwhile.
 */
export class Inference implements Disposable {
  private readonly network: Network;
  private readonly read: () => ReadValues;
  private values: ReadValues | null = null;
  private readonly made = new Map<string, readonly Tensor[]>();

  /** @param read reads the weights, when the first batch comes */
  constructor(network: Network, read: () => ReadValues) {
    this.network = network;
    this.read = read;
  }

  /** [N, H, W, 3] (borrowed) → logits [N, outputs], owned by the caller. */
  infer(images: Tensor4D): Tensor2D {
    const { value } = (this.values ??= this.read());
    return tf.tidy(
      () =>
        this.network.layer.infer(images.clone(), {
          value,
          once: (...asked) => this.once(...asked),
        }) as Tensor2D,
    );
  }

  [Symbol.dispose](): void {
    this.values?.release();
    this.values = null;
    for (const tensors of this.made.values()) tf.dispose([...tensors]);
    this.made.clear();
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
