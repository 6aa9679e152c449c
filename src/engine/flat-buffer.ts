import type { Tensor } from '@tensorflow/tfjs-core';
import { brokenInvariant, MillraceError } from '../core/index.ts';
import { nativeAddon } from './native-addon.ts';
import { attr, rawOp, rawOp1 } from './raw-op.ts';
import { tf } from './tf.ts';

/** Tensors begin at multiples of this many floats, as in `native/flat.kernel.cc`: TensorFlow expects aligned memory. */
const ALIGNMENT = 16;

interface Memory {
  readonly owner: WeakRef<FlatBuffer>;
  readonly address: number;
  readonly values: Float32Array;
}

/**
 * The memory of all buffers, also of those that are gone, while tensors live in it: JavaScript, which frees it with its last
 * array, does not know of them. Cleaned up at every allocation.
 */
let memories: readonly Memory[] = [];

/**
 * The values of several tensors in one array, which other threads can read and write: a message to other processes. Used
 * again while the number of values stays the same.
 *
 * Writing copies them once; reading copies nothing: the tensors that it returns live in the array.
 *
 * @category Tensors
 */
export class FlatBuffer {
  private address = 0;
  /** Those of the tensors that were written last, with zeros between them. */
  values = new Float32Array(new SharedArrayBuffer(0));

  /**
   * Replaces the values by those of tensors, borrowed, one after the other, multiplied by a factor. Tensors that were read
   * before keep theirs.
   */
  write(tensors: readonly Tensor[], factor: number): void {
    const length = tensors.reduce((sum, { size }) => sum + ALIGNMENT * Math.ceil(size / ALIGNMENT), 0);
    if (this.values.length !== length) this.allocate(length);
    if (tensors.length === 0 || flatten(tensors, factor, this.address) === 0) return;
    // Someone still holds tensors that live in the old one.
    this.allocate(length);
    flatten(tensors, factor, this.address);
  }

  /** Returns the values as tensors of the same shapes as those that were written, owned by the caller. */
  read(like: readonly Tensor[]): Tensor[] {
    if (like.length === 0) return [];
    const attributes = [attr.int('N', like.length), attr.int('address', this.address)];
    return rawOp('MillraceUnflatten', attributes, like, like.length);
  }

  private allocate(length: number): void {
    const addon = nativeAddon();
    if (addon === null)
      throw new MillraceError(brokenInvariant('flat buffer', "Millrace's native addon", 'none'));
    const buffer = new SharedArrayBuffer(4 * (length + ALIGNMENT));
    const shift = (-addon.addressOf(new Float32Array(buffer)) / 4) % ALIGNMENT;
    this.values = new Float32Array(buffer, 4 * (shift + (shift < 0 ? ALIGNMENT : 0)), length);
    this.address = addon.addressOf(this.values);
    memories = memories.filter(({ owner, address }) => owner.deref()?.address === address || isUsed(address));
    memories = [...memories, { owner: new WeakRef(this), address: this.address, values: this.values }];
  }
}

/** Writes nothing if tensors live at the address; returns their number. */
const flatten = (tensors: readonly Tensor[], factor: number, address: number): number =>
  tf.tidy(() => {
    const attributes = [attr.int('N', tensors.length), attr.int('address', address)];
    const inputs = [...tensors, tf.scalar(factor, 'float32')];
    return rawOp1('MillraceFlatten', attributes, inputs).dataSync()[0] ?? 0;
  });

/** Returns whether tensors live at an address. Writing nothing there tells how many do. */
const isUsed = (address: number): boolean => tf.tidy(() => flatten([tf.zeros([0])], 1, address)) > 0;
