import { describe, expect, test } from 'vitest';
import { KernelTimes, tf } from '../../src/engine/index.ts';

/** Returns a clock that advances by one millisecond per call. */
const createClock = (): (() => number) => {
  let time = 0;
  return () => time++;
};

describe('KernelTimes', () => {
  test('counts and times kernels, longest first', () => {
    using times = new KernelTimes(createClock());
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

  test('counts a failing kernel', () => {
    using times = new KernelTimes(createClock());
    tf.tidy(() => {
      expect(() =>
        tf.image.cropAndResize(tf.ones([1, 2, 2, 1]), tf.ones([1, 4]), tf.tensor1d([9], 'int32'), [1, 1]),
      ).toThrow();
    });
    expect(times.take().map(({ kernel }) => kernel)).toContain('CropAndResize');
  });

  test('measures nothing after disposal', () => {
    const times = new KernelTimes(createClock());
    times[Symbol.dispose]();
    tf.tidy(() => tf.add(tf.ones([1]), 1).dataSync());
    expect(times.take()).toEqual([]);
  });

  test('a second one throws, and the first is not affected', () => {
    using times = new KernelTimes(createClock());
    expect(() => new KernelTimes(createClock())).toThrow('KernelTimes: expected one at a time');
    tf.tidy(() => tf.add(tf.ones([1]), 1).dataSync());
    expect(times.take().find(({ kernel }) => kernel === 'Add')?.calls).toBe(1);
    times[Symbol.dispose]();
    new KernelTimes(createClock())[Symbol.dispose]();
  });
});
