import { describe, expect, test } from 'vitest';
import { attr, conv2d, conv2dBias, rawOp, tf, Trace, type Tensor } from '../../../src/engine/index.ts';
import { expectClose, randomNormal } from '../../support/close.ts';

/** Returns 2x, and x with 1 added to its first column: uses a tensor and a number as constants, and an op with two outputs. */
const work = (x: Tensor): [Tensor, Tensor] => {
  const twice = tf.mul(x, tf.scalar(2));
  const [first, rest] = tf.split(x, [1, 1], 1);
  return [twice, tf.concat([tf.add(first!, 1), rest!], 1)];
};

describe('a trace', () => {
  test('gives a graph that computes the same for other values, and leaks no tensor', () => {
    tf.tidy(() => {
      const traced = tf.tensor2d([[1, 2]]);
      const before = tf.memory().numTensors;
      const { graph, x, names } = Trace.record((trace) => ({
        x: trace.input(traced),
        names: work(traced).map((tensor) => trace.nameOf(tensor)),
        graph: trace.graph()!,
      }));
      expect(tf.memory().numTensors).toBe(before);
      const other = tf.tensor2d([[5, -7]]);
      const outputs = graph.computeAll(new Map([[x, other]]), names);
      expect(outputs.map((tensor) => [...tensor.dataSync()])).toEqual([
        [10, -14],
        [6, -7],
      ]);
      expect(tf.memory().numTensors).toBe(before + 3);
      graph[Symbol.dispose]();
    });
  });

  test('accepts integer inputs, and keeps reduced precision', () => {
    tf.tidy(() => {
      const [images, kernel] = [randomNormal([1, 5, 5, 2], [1, 2]), tf.ones([3, 3, 2, 4])];
      const seeds = tf.tensor1d([1, 2], 'int32');
      const convolve = (): Tensor => conv2d(images, kernel, { stride: 1, padding: 1 });
      const { x, k, s, graph, names } = Trace.record((trace) => ({
        x: trace.input(images),
        k: trace.input(kernel),
        s: trace.input(seeds),
        names: [trace.nameOf(trace.inPrecision('bfloat16', convolve)), trace.nameOf(tf.add(seeds, seeds))],
        graph: trace.graph()!,
      }));
      const feeds = new Map([
        [x, images],
        [k, kernel],
        [s, tf.tensor1d([3, 4], 'int32')],
      ]);
      const [again, numbers] = graph.computeAll(feeds, names);
      expectClose(again!, convolve(), 0.1);
      expect([...again!.dataSync()]).not.toEqual([...convolve().dataSync()]);
      expect([...numbers!.dataSync()]).toEqual([6, 8]);
      graph[Symbol.dispose]();
    });
  });

  test.each([
    ['float32', 0],
    ['bfloat16', 0.1],
  ] as const)('records an op that exists only in graphs, in %s', (precision, tolerance) => {
    tf.tidy(() => {
      const [x, kernel] = [randomNormal([1, 4, 4, 2], [1, 2]), randomNormal([3, 3, 2, 3], [3, 4])];
      const [bias, addend] = [tf.tensor1d([1, 2, 3]), randomNormal([1, 4, 4, 3], [5, 6])];
      const convolve = (): Tensor =>
        conv2dBias(x, kernel, bias, { stride: 1, padding: 1, activation: true }, addend);
      const expected = convolve();
      const { graph, inputs, name } = Trace.record((trace) => ({
        inputs: [x, kernel, bias, addend].map((tensor) => [trace.input(tensor), tensor] as const),
        name: trace.nameOf(trace.inPrecision(precision, convolve)),
        graph: trace.graph()!,
      }));
      const again = graph.computeAll(new Map<string, Tensor>(inputs), [name])[0]!;
      expectClose(again, expected, tolerance);
      expect(String([...again.dataSync()]) === String([...expected.dataSync()])).toBe(tolerance === 0);
      graph[Symbol.dispose]();
    });
  });

  test('takeNeeds returns what the ops since the last call used, without constants and their own outputs', () => {
    Trace.record((trace) => {
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
      Trace.record((trace) => {
        try {
          unfaithful(foreign, numbers);
        } catch {
          // The op may fail; only the trace matters.
        }
        expect(trace.graph()).toBeNull();
      });
    });
  });

  test('only one may be open: a second throws, and the first is not affected', () => {
    Trace.record((trace) => {
      const x = tf.scalar(1);
      const name = trace.input(x);
      expect(() => Trace.record(() => null)).toThrow('Trace: expected one at a time');
      tf.add(x, 1);
      expect(trace.takeNeeds()).toEqual([name]);
    });
  });

  test('its work must be synchronous: what runs after the first await is not recorded', async () => {
    const before = tf.memory().numTensors;
    const later: string[][] = [];
    expect(() =>
      Trace.record(async (trace) => {
        await Promise.resolve();
        tf.tidy(() => tf.add(tf.scalar(1), 1).dataSync());
        later.push([...trace.takeNeeds()]);
      }),
    ).toThrow('Trace: expected synchronous work, received a promise');
    Trace.record(() => null);
    await Promise.resolve();
    expect(later).toEqual([[]]);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('records nothing after its work, even if that throws', () => {
    let failed: Trace | undefined;
    const x = tf.scalar(1);
    const fail = (trace: Trace): void => {
      failed = trace;
      trace.input(x);
      rawOp('NoSuchOp', [attr.type('T', 'float32')], [], 1);
    };
    expect(() => Trace.record(fail)).toThrow(/NoSuchOp/);
    tf.tidy(() => tf.add(x, 1).dataSync());
    expect(failed?.takeNeeds()).toEqual([]);
    Trace.record(() => null);
    x.dispose();
  });
});
