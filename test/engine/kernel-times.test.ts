import { describe, expect, test } from 'vitest';
import { KernelTimes, tf } from '../../src/engine/index.ts';

/** A clock that goes on by one millisecond whenever it is looked at. */
const ticking = (): (() => number) => {
  let time = 0;
  return () => time++;
};

describe('KernelTimes', () => {
  test('kernels are counted and timed, the longest first', () => {
    using times = new KernelTimes(ticking());
    tf.tidy(() => {
      const x = tf.ones([2, 2]);
      tf.relu(tf.add(x, tf.add(x, x))).dataSync();
    });
    const taken = times.take();
    expect(taken.find(({ kernel }) => kernel === 'Add')).toEqual({
      kernel: 'Add',
      calls: 2,
      milliseconds: 2,
    });
    expect(taken.find(({ kernel }) => kernel === 'Relu')?.calls).toBe(1);
    expect(taken.map(({ milliseconds }) => milliseconds)).toEqual(
      taken.map(({ milliseconds }) => milliseconds).sort((a, b) => b - a),
    );
    expect(times.take()).toEqual([]);
  });

  test('a kernel that fails is counted too', () => {
    using times = new KernelTimes(ticking());
    tf.tidy(() => {
      expect(() =>
        tf.image.cropAndResize(tf.ones([1, 2, 2, 1]), tf.ones([1, 4]), tf.tensor1d([9], 'int32'), [1, 1]),
      ).toThrow();
    });
    expect(times.take().map(({ kernel }) => kernel)).toContain('CropAndResize');
  });

  test('disposed, it measures nothing more', () => {
    const times = new KernelTimes(ticking());
    times[Symbol.dispose]();
    tf.tidy(() => tf.add(tf.ones([1]), 1).dataSync());
    expect(times.take()).toEqual([]);
  });
});
