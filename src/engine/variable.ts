import type { Tensor } from '@tensorflow/tfjs-core';
import { attr, rawOp, rawOp1 } from './raw-op.ts';
import { tf } from './tf.ts';

let created = 0;

/**
 * Float values in the engine behind a handle (a TensorFlow resource), so that optimizers can update them in place. Its
 * owner disposes it.
 *
 * @category Tensors
 */
export class Variable implements Disposable {
  readonly shape: readonly number[];
  /** The resource handle, as ops take it. */
  readonly handle: Tensor;

  /** @param initial copied; the caller keeps ownership */
  constructor(initial: Tensor) {
    this.shape = initial.shape;
    // Unique, because handles with the same name share one variable.
    const name = `millrace/${process.pid}/${created++}`;
    this.handle = tf.keep(
      rawOp1(
        'VarHandleOp',
        [
          attr.type('dtype', 'float32'),
          attr.shape('shape', initial.shape),
          attr.string('container', ''),
          attr.string('shared_name', name),
        ],
        [],
      ),
    );
    this.assign(initial);
  }

  /**
   * Returns the current values without a copy; owned by the caller. Release them before the next in-place update, which
   * otherwise makes a copy.
   */
  read(): Tensor {
    return rawOp1('ReadVariableOp', [attr.type('dtype', 'float32')], [this.handle]);
  }

  /** Returns a copy of the current values. */
  values(): Float32Array {
    const value = this.read();
    // The binding copies them out of TensorFlow's memory.
    const values = value.dataSync<'float32'>();
    value.dispose();
    return values;
  }

  /** Returns a variable with the same values, owned by the caller. */
  copy(): Variable {
    const value = this.read();
    const copied = new Variable(value);
    value.dispose();
    return copied;
  }

  /** Moves the values a fraction of the way towards those of another variable: 0 leaves them, 1 copies. */
  moveTowards(target: Variable, fraction: number): void {
    tf.tidy(() => {
      const value = this.read();
      const goal = target.read();
      this.assign(fraction === 1 ? goal : tf.add(value, tf.mul(tf.sub(goal, value), fraction)));
    });
  }

  /** Replaces the values with those of a tensor of the same shape, which stays owned by the caller. */
  assign(value: Tensor): void {
    const attributes = [attr.type('dtype', 'float32'), attr.bool('validate_shape', false)];
    rawOp('AssignVariableOp', attributes, [this.handle, value], 0);
  }

  /** Subtracts a tensor of the same shape in place; the tensor stays owned by the caller. */
  subtract(value: Tensor): void {
    rawOp('AssignSubVariableOp', [attr.type('dtype', 'float32')], [this.handle, value], 0);
  }

  /** Multiplies by a scalar, borrowed. One pass into a new buffer is cheaper than any op that subtracts a fraction in place. */
  scale(factor: Tensor): void {
    const old = this.read();
    const scaled = rawOp1('Mul', [attr.type('T', 'float32')], [old, factor]);
    this.assign(scaled);
    tf.dispose([old, scaled]);
  }

  /** Frees the values; a second call has no effect. */
  [Symbol.dispose](): void {
    if (this.handle.isDisposed) return;
    rawOp('DestroyResourceOp', [attr.bool('ignore_lookup_error', true)], [this.handle], 0);
    this.handle.dispose();
  }
}
