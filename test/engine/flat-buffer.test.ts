import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { FlatBuffer, tf, type Tensor } from '../../src/engine/index.ts';

const made = (): Tensor[] => [
  tf.tensor1d([1, 2, 3], 'float32'),
  tf.scalar(4, 'float32'),
  tf.tensor(
    Array.from({ length: 40 }, (_, i) => i),
    [2, 5, 4],
    'float32',
  ),
];

const valuesOf = (tensors: readonly Tensor[]) => tensors.map((each) => [...each.dataSync()]);

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

async function collectGarbage(): Promise<void> {
  // Weak references that were read or made in a task are kept until its end.
  await setImmediate();
  gc();
}

describe('a flat buffer', () => {
  test('holds the values of tensors times a factor, with zeros between them', () => {
    const tensors = made();
    const buffer = new FlatBuffer();
    buffer.write(tensors, 0.5);
    expect([...buffer.values.subarray(0, 5)]).toEqual([0.5, 1, 1.5, 0, 0]);
    expect(buffer.values[16]).toBe(2);
    expect(buffer.values.length).toBe(16 + 16 + 48);
    tf.dispose(tensors);
  });

  test('returns what another thread has written, in the same shapes, without a copy', () => {
    const tensors = made();
    const buffer = new FlatBuffer();
    buffer.write(tensors, 1);
    for (let i = 0; i < buffer.values.length; i++) buffer.values[i]! *= 2;
    const read = buffer.read(tensors);
    expect(read.map(({ shape }) => shape)).toEqual([[3], [], [2, 5, 4]]);
    expect(valuesOf(read)).toEqual(valuesOf(tensors).map((values) => values.map((value) => 2 * value)));
    buffer.values[0] = 7;
    expect(read[0]!.dataSync()[0]).toBe(7);
    tf.dispose([...tensors, ...read]);
  });

  test('leaves tensors alone that live in its old array, which is freed after them', async () => {
    const before = tf.memory().numTensors;
    const tensors = made();
    const buffer = new FlatBuffer();
    buffer.write(tensors, 1);
    const first = new WeakRef(buffer.values.buffer);
    const kept = buffer.read(tensors);
    buffer.write(tensors, 3);
    await collectGarbage();
    expect(first.deref()).toBeDefined();
    expect(first.deref()).not.toBe(buffer.values.buffer);
    expect(valuesOf(kept)).toEqual(valuesOf(tensors));
    const second = buffer.values;
    tf.dispose(kept);
    buffer.write(tensors, 1);
    expect(buffer.values.buffer).toBe(second.buffer);
    tf.dispose(tensors);
    buffer.write([], 1);
    await collectGarbage();
    expect(first.deref()).toBeUndefined();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('tensors outlive it', async () => {
    const tensors = made();
    const memory = (): readonly [WeakRef<object>, readonly Tensor[]] => {
      const buffer = new FlatBuffer();
      buffer.write(tensors, 1);
      return [new WeakRef(buffer.values.buffer), buffer.read(tensors)];
    };
    const [array, read] = memory();
    new FlatBuffer().write(tensors, 3);
    await collectGarbage();
    new FlatBuffer().write(tensors, 3);
    await collectGarbage();
    expect(array.deref()).toBeDefined();
    expect(valuesOf(read)).toEqual(valuesOf(tensors));
    tf.dispose([...tensors, ...read]);
  });

  test('may hold nothing', () => {
    const buffer = new FlatBuffer();
    buffer.write([], 1);
    expect(buffer.read([])).toEqual([]);
    expect(buffer.values).toHaveLength(0);
  });
});
