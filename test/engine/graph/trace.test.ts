import { describe, expect, test } from 'vitest';
import { conv2d, rawOp, Trace, tf, withPrecision, attr, type Tensor } from '../../../src/engine/index.ts';
import { expectClose, randomNormal } from '../../support/close.ts';

/** (2x, x + 1 in the first column): constants of both kinds of numbers, and an op with two outputs. */
const work = (x: Tensor): [Tensor, Tensor] => {
  const twice = tf.mul(x, tf.scalar(2));
  const [first, rest] = tf.split(x, [1, 1], 1);
  return [twice, tf.concat([tf.add(first!, 1), rest!], 1)];
};

describe('a trace', () => {
  test('gives a graph that does the same with other values', () => {
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

  test('whole numbers are inputs, and numbers of fewer bits what they are', () => {
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

  test('tells what the ops since then needed: neither constants nor what they made', () => {
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
    ['a tensor is used that is no input', (foreign) => tf.add(foreign, 1)],
    ['numbers are used that were a tensor before', (_foreign, numbers) => tf.add(numbers, 1)],
    ['text is made', () => tf.reshape(tf.tensor1d(['a', 'b']), [2, 1])],
  ])('gives none where %s', (_, unfaithful) => {
    tf.tidy(() => {
      const foreign = tf.add(tf.ones([2]), 1);
      const numbers = tf.tensor1d([1, 2]);
      using trace = new Trace();
      try {
        unfaithful(foreign, numbers);
      } catch {
        // Not the point.
      }
      expect(trace.graph()).toBeNull();
    });
  });

  test('is the only one', () => {
    using trace = new Trace();
    expect(() => new Trace()).toThrow('open already');
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

  test('disposed, it writes nothing more, also after an error', () => {
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
