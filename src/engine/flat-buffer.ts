import type { Tensor } from '@tensorflow/tfjs-core';
import { tf } from './tf.ts';

/** A part of {@link FlatBuffer}: where a tensor's values are. */
interface Part {
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

/**
 * The values of several tensors in one array, which other threads can read and write: a message to other processes. Grows as
 * needed, and is used again.
 *
 * @category Tensors
 */
export class FlatBuffer {
  private buffer = new SharedArrayBuffer(0);
  private parts: readonly Part[] = [];
  /** Those of the tensors that were written last. */
  values = new Float32Array(this.buffer);

  /** Replaces the values by those of tensors, borrowed, one after the other, multiplied by a factor. */
  write(tensors: readonly Tensor[], factor: number): void {
    let length = 0;
    this.parts = tensors.map(({ shape, size }) => {
      const start = length;
      length += size;
      return { shape, start, end: length };
    });
    if (this.buffer.byteLength < 4 * length) this.buffer = new SharedArrayBuffer(4 * length);
    this.values = new Float32Array(this.buffer, 0, length);
    tensors.forEach((tensor, i) => {
      const data = tensor.dataSync<'float32'>();
      const target = this.values.subarray(this.parts[i]?.start, this.parts[i]?.end);
      if (factor === 1) target.set(data);
      else for (let j = 0; j < target.length; j++) target[j] = factor * (data[j] ?? NaN);
    });
  }

  /** Returns the values as tensors, in the order of {@link write}, owned by the caller. */
  read(): Tensor[] {
    return this.parts.map(({ shape, start, end }) =>
      tf.tensor(this.values.slice(start, end), [...shape], 'float32'),
    );
  }
}
