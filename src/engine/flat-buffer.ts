import type { Tensor } from '@tensorflow/tfjs-core';
import { brokenInvariant, MillraceError } from '../core/index.ts';
import { nativeAddon } from './native-addon.ts';
import { attr, rawOp, rawOp1 } from './raw-op.ts';
import { tf } from './tf.ts';

/** Tensors begin at multiples of this many floats, as in `native/flat.kernel.cc`: TensorFlow expects aligned memory. */
const ALIGNMENT = 16;

/**
 * The values of several tensors in one array, which other threads can read and write: a message to other processes. Grows as
 * needed, and is used again.
 *
 * Writing copies them once; reading copies nothing: the tensors that it returns live in the array.
 *
 * @category Tensors
 */
export class FlatBuffer {
  private buffer = new SharedArrayBuffer(0);
  private address = 0;
  /** Those of the tensors that were written last, with zeros between them. */
  values = new Float32Array(this.buffer);

  /**
   * Replaces the values by those of tensors, borrowed, one after the other, multiplied by a factor. Tensors that were read
   * before keep theirs.
   */
  write(tensors: readonly Tensor[], factor: number): void {
    const length = tensors.reduce((sum, { size }) => sum + ALIGNMENT * Math.ceil(size / ALIGNMENT), 0);
    if (this.values.length !== length) this.allocate(length);
    if (this.flatten(tensors, factor)) return;
    // Someone still holds tensors that live in the old one.
    this.allocate(length);
    this.flatten(tensors, factor);
  }

  /** Returns the values as tensors of the same shapes as those that were written, owned by the caller. */
  read(like: readonly Tensor[]): Tensor[] {
    if (like.length === 0) return [];
    const attributes = [attr.int('N', like.length), attr.int('address', this.address)];
    return rawOp('MillraceUnflatten', attributes, like, like.length);
  }

  /** Returns false, and writes nothing, if tensors live in the array. */
  private flatten(tensors: readonly Tensor[], factor: number): boolean {
    if (tensors.length === 0) return true;
    return tf.tidy(() => {
      const attributes = [attr.int('N', tensors.length), attr.int('address', this.address)];
      const inputs = [...tensors, tf.scalar(factor, 'float32')];
      return rawOp1('MillraceFlatten', attributes, inputs).dataSync()[0] === 0;
    });
  }

  private allocate(length: number): void {
    const addon = nativeAddon();
    if (addon === null)
      throw new MillraceError(brokenInvariant('flat buffer', "Millrace's native addon", 'none'));
    this.buffer = new SharedArrayBuffer(4 * (length + ALIGNMENT));
    const shift = (-addon.addressOf(new Float32Array(this.buffer)) / 4) % ALIGNMENT;
    this.values = new Float32Array(this.buffer, 4 * (shift + (shift < 0 ? ALIGNMENT : 0)), length);
    this.address = addon.addressOf(this.values);
  }
}
