import { describe, expect, test } from 'vitest';
import { conv2d, rawOp, Trace, tf, withPrecision, attr, type Tensor } from '../../../src/engine/index.ts';
import { expectClose, randomNormal } from '../../support/close.ts';

/** Returns 2x, and x with 1 added to its first column: uses a tensor and a number as constants, and an op with two outputs. */
const work = (x: Tensor): [Tensor, Tensor] => {
  const twice = tf.mul(x, tf.scalar(2));
  const [first, rest] = tf.split(x, [1, 1], 1);
  return [twice, tf.concat([tf.add(first!, 1), rest!], 1)];
};

describe('a trace', () => {
  test('gives a graph that computes the same for other values', () => {
    tf.tidy(() => {
      using trace = new Trace();
      const traced = tf.tensor2d([[1, 2]]);
      const x = trace.input(traced);
      const names = work(traced).map((tensor) => trace.nameOf(tensor));
      using graph = trace.graph()!;
      trace[Symbol.dispose]();
      const other = tf.tensor2d([[5, -7]]);
      const before = tf.memory().numTensors;
      const outputs = graph.computeAll(new Map([[x, other]]), names);
      expect(outputs.map((tensor) => [...tensor.dataSync()])).toEqual([
        [10, -14],
        [6, -7],
      ]);
      expect(tf.memory().numTensors).toBe(before + 2);
    });
  });

  test('accepts integer inputs, and keeps reduced precision', () => {
    tf.tidy(() => {
      using trace = new Trace();
      const images = randomNormal([1, 5, 5, 2], [1, 2]);
      const seeds = tf.tensor1d([1, 2], 'int32');
      const x = trace.input(images);
      const s = trace.input(seeds);
      const kernel = tf.ones([3, 3, 2, 4]);
      const y = withPrecision('bfloat16', () => conv2d(images, kernel, { stride: 1, padding: 1 }));
      const twice = tf.add(seeds, seeds);
      using graph = trace.graph()!;
      const [again, numbers] = graph.computeAll(
        new Map([
          [x, images],
          [s, tf.tensor1d([3, 4], 'int32')],
        ]),
        [trace.nameOf(y), trace.nameOf(twice)],
      );
      trace[Symbol.dispose]();
      expectClose(again!, y, 0);
      expect([...numbers!.dataSync()]).toEqual([6, 8]);
    });
  });

  test('takeNeeds returns what the ops since the last call used, without constants and their own outputs', () => {
    tf.tidy(() => {
      using trace = new Trace();
      const tensors = [tf.ones([2]), tf.ones([2]), tf.ones([2])] as [Tensor, Tensor, Tensor];
      const [a, b] = tensors.map((tensor) => trace.input(tensor));
      const sum = tf.add(tf.mul(tensors[0], tensors[1]), tf.scalar(3));
      expect(trace.takeNeeds()).toEqual([a, b]);
      tf.add(tf.mul(sum, tf.scalar(2)), tensors[1]);
      expect(trace.takeNeeds()).toEqual([trace.nameOf(sum), b]);
      expect(trace.takeNeeds()).toEqual([]);
    });
  });

  test.each<[string, (foreign: Tensor, numbers: Tensor) => void]>([
    ['a value is read', () => tf.add(tf.ones([2]), 1).dataSync()],
    ['an undeclared tensor is used', (foreign) => tf.add(foreign, 1)],
    ['an undeclared tensor of numbers is used', (_foreign, numbers) => tf.add(numbers, 1)],
    ['a string tensor is created', () => tf.reshape(tf.tensor1d(['a', 'b']), [2, 1])],
  ])('gives no graph if %s', (_, unfaithful) => {
    tf.tidy(() => {
      const foreign = tf.add(tf.ones([2]), 1);
      const numbers = tf.tensor1d([1, 2]);
      using trace = new Trace();
      try {
        unfaithful(foreign, numbers);
      } catch {
        // The op may fail; only the trace matters.
      }
      expect(trace.graph()).toBeNull();
    });
  });

  test('only one may be open', () => {
    using trace = new Trace();
    expect(() => new Trace()).toThrow('no open trace');
    trace[Symbol.dispose]();
    using next = new Trace();
    trace[Symbol.dispose]();
    tf.tidy(() => {
      const x = tf.scalar(1);
      const name = next.input(x);
      tf.add(x, 1);
      expect(next.takeNeeds()).toEqual([name]);
    });
  });

  test('records nothing after disposal, even after an error', () => {
    const failing = (): void => {
      using trace = new Trace();
      trace.input(tf.scalar(1));
      rawOp('NoSuchOp', [attr.type('T', 'float32')], [], 1);
    };
    tf.tidy(() => {
      expect(failing).toThrow(/NoSuchOp/);
      using trace = new Trace();
      const x = tf.scalar(1);
      trace.input(x);
      trace[Symbol.dispose]();
      tf.add(x, 1);
      expect(trace.takeNeeds()).toEqual([]);
    });
  });
});
