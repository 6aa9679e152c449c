import { describe, expect, test } from 'vitest';
import { compile, KernelTimes, tf, Trace, type Tensor } from '../../../src/engine/index.ts';

/** Compiles (scale · |x| + y) / (x + y) and counts how often its ops run one by one. */
const compileExample = () => {
  let calls = 0;
  const f = compile(
    'example',
    ({ x, y }: Readonly<Record<'x' | 'y', Tensor>>, { scale }: { scale: number }) => {
      calls++;
      return tf.div(tf.add(tf.mul(tf.abs(x), scale), y), tf.add(x, y));
    },
  );
  return { f, calls: () => calls };
};

const plain = (x: number, y: number, scale: number): number => (scale * Math.abs(x) + y) / (x + y);

describe('a compiled function', () => {
  test('is traced once per combination of shapes and options, and accepts other values', () => {
    const { f, calls } = compileExample();
    tf.tidy(() => {
      const y = tf.tensor2d([[1], [2]]);
      const value = (x: Tensor, scale: number): readonly number[] => [...f({ x, y }, { scale }).dataSync()];
      const [a, b] = [tf.tensor2d([[1, -2]]), tf.tensor2d([[-5, 7]])];
      expect(value(a, 3)).toEqual([plain(1, 1, 3), -7, plain(1, 2, 3), Infinity].map(Math.fround));
      expect(value(b, 3)).toEqual([-4, plain(7, 1, 3), plain(-5, 2, 3), plain(7, 2, 3)].map(Math.fround));
      expect(calls()).toBe(1);
      expect(value(b, 2)[0]).toBeCloseTo(plain(-5, 1, 2), 6);
      expect(calls()).toBe(2);
      expect(value(tf.tensor1d([4]), 2)[1]).toBeCloseTo(plain(4, 2, 2), 6);
      expect(calls()).toBe(3);
    });
  });

  test('runs as one kernel with its name and leaks no tensor', () => {
    const { f } = compileExample();
    tf.tidy(() => {
      const inputs = { x: tf.ones([3]), y: tf.ones([3]) };
      const before = tf.memory().numTensors;
      f(inputs, { scale: 1 });
      expect(tf.memory().numTensors).toBe(before + 1);
      using times = new KernelTimes(() => 0);
      f(inputs, { scale: 1 });
      expect(times.take().map(({ kernel }) => kernel)).toEqual(['example']);
    });
  });

  test('accepts one tensor as both inputs, then two tensors', () => {
    const { f } = compileExample();
    tf.tidy(() => {
      const [x, y] = [tf.tensor1d([1]), tf.tensor1d([3])];
      expect([...f({ x, y: x }, { scale: 2 }).dataSync()]).toEqual([plain(1, 1, 2)]);
      expect([...f({ x, y }, { scale: 2 }).dataSync()]).toEqual([plain(1, 3, 2)]);
    });
  });

  test('cannot become part of a trace', () => {
    const { f } = compileExample();
    tf.tidy(() => {
      const [x, y] = [tf.tensor1d([1]), tf.tensor1d([3])];
      const traceOf = (): unknown =>
        Trace.record((trace) => {
          trace.input(x);
          trace.input(y);
          f({ x, y }, { scale: 2 });
          return trace.graph();
        });
      expect(traceOf).toThrow('Trace: expected one at a time');
      f({ x, y }, { scale: 2 });
      expect(traceOf()).toBeNull();
    });
  });

  test('keeps the most recently used variants and compiles the others again', () => {
    const { f, calls } = compileExample();
    tf.tidy(() => {
      const call = (length: number): void => {
        expect(f({ x: tf.ones([length]), y: tf.ones([length]) }, { scale: 1 }).shape).toEqual([length]);
      };
      for (let length = 1; length <= 9; length++) call(length);
      call(9);
      expect(calls()).toBe(9);
      call(1);
      expect(calls()).toBe(10);
    });
  });

  test('runs directly if its work reads a value', () => {
    const f = compile('reads', ({ x }: Readonly<Record<'x', Tensor>>) => tf.mul(x, x.dataSync()[0] ?? NaN));
    tf.tidy(() => {
      const two = tf.tensor1d([2]);
      const before = tf.memory().numTensors;
      const four = f({ x: two }, null);
      expect(tf.memory().numTensors).toBe(before + 1);
      expect([...four.dataSync()]).toEqual([4]);
      expect([...f({ x: tf.tensor1d([3]) }, null).dataSync()]).toEqual([9]);
    });
  });
});
