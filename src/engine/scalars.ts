import type { Tensor } from '@tensorflow/tfjs-core';
import { tf } from './tf.ts';

/**
 * Numbers as scalar tensors: one per number, freed when disposed.
 *
 * @category Tensors
 */
export class Scalars implements Disposable {
  private readonly tensors = new Map<number, Tensor>();

  /** Returns a number as a float32 scalar; borrowed. */
  of(value: number): Tensor {
    // Kept, because an enclosing `tf.tidy` would dispose it.
    const tensor = this.tensors.get(value) ?? tf.keep(tf.scalar(value, 'float32'));
    this.tensors.set(value, tensor);
    return tensor;
  }

  /** Frees the tensors. */
  [Symbol.dispose](): void {
    tf.dispose([...this.tensors.values()]);
    this.tensors.clear();
  }
}
