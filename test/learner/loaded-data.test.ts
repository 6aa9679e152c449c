import { NEVER, of, take } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { BatchTransform } from '../../src/batches/index.ts';
import { createRng, type ImageFiles } from '../../src/core/index.ts';
import { tf } from '../../src/engine/index.ts';
import { loadedData, trainBatches, type ImageData, type LoadedImageData } from '../../src/learner/index.ts';
import { collect } from '../support/collect.ts';
import { consume, expectNoLeaks } from '../support/made-batches.ts';
import { marbles } from '../support/marbles.ts';
import { only } from '../support/only.ts';
import { failureOf, madeData } from './made-run.ts';
import { madeFiles, madeWorld, numberOf, pixelsOf } from './made-world.ts';

const rng = createRng(5);
/** Data without transforms, so that its statistics are those of the files. */
const plain: LoadedImageData = madeData({ batch: [] });
const unknown: ImageData = { ...plain, normalization: 'batch' };

/** Returns the mean and unbiased standard deviation per channel, in plain numbers. */
function statsOf(numbers: readonly number[]): { readonly mean: number[]; readonly std: number[] } {
  const channels = [0, 1, 2].map((channel) =>
    numbers.flatMap((number) => [...pixelsOf(number).data].filter((_, i) => i % 3 === channel)),
  );
  const mean = channels.map((values) => values.reduce((a, b) => a + b, 0) / values.length);
  const std = channels.map((values, c) =>
    Math.sqrt(values.reduce((sum, value) => sum + (value - mean[c]!) ** 2, 0) / (values.length - 1)),
  );
  return { mean: mean.map((value) => value / 255), std: std.map((value) => value / 255) };
}
const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 5) as number);

describe('loadedData', () => {
  test.each([
    ['emits the data when the images are listed', '--(f|)', '--(x|)', '^-!'],
    ['uses the first list', '-f-f-f-', '-(x|)', '^!'],
    ['never', '-', '-', '^'],
    ['empty', '--|', '--|', '^-!'],
    ['an error', '--#', '--#', '^-!'],
  ])('%s', (_, diagram, expected, subscriptions) => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const files = cold<ImageFiles>(diagram, { f: madeFiles() });
      const data = { ...plain, files };
      expectObservable(loadedData(data, { world: madeWorld(), rng })).toBe(expected, {
        x: { data, files: madeFiles() },
      });
      expectSubscriptions(files.subscriptions).toBe(subscriptions);
    });
  });

  test('unsubscribing stops the listing', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const files = cold<ImageFiles>('-----f|', { f: madeFiles() });
      expectObservable(loadedData({ ...plain, files }, { world: madeWorld(), rng }), '---!').toBe('-');
      expectSubscriptions(files.subscriptions).toBe('^--!');
    });
  });

  test('errors with BadData if the classes of the model differ, even only in order', async () => {
    const load = (vocab: readonly string[]) => loadedData(plain, { world: madeWorld(), rng, vocab });
    expect(await only(load(['dark', 'bright']))).toEqual({ data: plain, files: madeFiles() });
    for (const vocab of [['bright', 'dark'], ['dark'], ['dark', 'bright', 'red']])
      expect(await failureOf(load(vocab))).toMatchObject({
        _tag: 'BadData',
        where: 'the classes of the images',
        expected: `the classes of the model: ${vocab.join(', ')}`,
        received: 'dark, bright',
      });
  });
});

describe("normalization 'batch'", () => {
  test('computes statistics from one training batch, once', async () => {
    const world = madeWorld();
    const { data } = await only(loadedData(unknown, { world, rng }));
    expect(world.decoded).toHaveLength(plain.batchSize);
    const numbers = world.decoded.map(numberOf);
    expect(new Set(numbers).size).toBe(plain.batchSize);
    expect(numbers.every((number) => number < madeFiles().train.length)).toBe(true);
    const { mean, std } = statsOf(numbers);
    expect(data).toEqual({ ...plain, normalization: { mean: close(mean), std: close(std) } });
    await only(loadedData(data, { world, rng }));
    expect(world.decoded).toHaveLength(plain.batchSize);
  });

  test('normalized batches have mean 0 and std 1', async () => {
    const files = madeFiles(4, 0);
    const world = madeWorld();
    const data = { ...unknown, files: of(files) };
    const loaded = await only(loadedData(data, { world, rng }));
    const [batch] = await collect(trainBatches(files, { world, data: loaded.data, rng, epoch: 0 }));
    const { values } = consume(batch!);
    for (const channel of [0, 1, 2]) {
      const own = values.filter((_, i) => i % 3 === channel);
      expect(own.reduce((a, b) => a + b, 0) / own.length).toBeCloseTo(0, 4);
      expect(own.reduce((a, b) => a + b * b, 0) / (own.length - 1)).toBeCloseTo(1, 4);
    }
  });

  test('normalizes after the other transforms, with statistics of their output', async () => {
    const halved: BatchTransform = { name: 'halved', settings: {}, apply: (images) => tf.div(images, 2) };
    const config = { world: madeWorld(), rng };
    const load = (batch: ImageData['batch']) => only(loadedData({ ...unknown, batch }, config));
    const [alone, after] = [await load([]), await load([halved])];
    expect(after.data.batch).toEqual([halved]);
    expect(after.data.normalization?.mean).toEqual(
      close(alone.data.normalization!.mean.map((value) => value / 2)),
    );
  });

  test('the seed determines the batch', async () => {
    const batchOf = async (seed: number) => {
      const world = madeWorld();
      await only(loadedData(unknown, { world, rng: createRng(seed) }));
      return world.decoded;
    };
    expect(await batchOf(1)).toEqual(await batchOf(1));
    expect([...(await batchOf(1))].sort()).not.toEqual([...(await batchOf(2))].sort());
  });

  test('completed, failed and unsubscribed: no tensor leaks', async () => {
    const before = tf.memory().numTensors;
    await only(loadedData(unknown, { world: madeWorld(), rng }));
    expect(tf.memory().numTensors).toBe(before);
    const broken = madeWorld({ decode: () => { throw new Error('no decoder'); } }); // prettier-ignore
    await expect(collect(loadedData(unknown, { world: broken, rng }))).rejects.toThrow('no decoder');
    expect(tf.memory().numTensors).toBe(before);
    expectNoLeaks(() => {
      const waiting = madeWorld({ decode: () => NEVER });
      for (const world of [madeWorld(), waiting])
        loadedData(unknown, { world, rng }).pipe(take(1)).subscribe().unsubscribe();
    });
  });
});
