import { identity, map, take, type MonoTypeOperatorFunction } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { batchMix } from '../../src/batches/index.ts';
import { createRng, type Batch } from '../../src/core/index.ts';
import { tf, type Tensor4D } from '../../src/engine/index.ts';
import { trainBatches, validBatches, type TrainEpochConfig } from '../../src/learner/index.ts';
import { collect } from '../support/collect.ts';
import { consume } from '../support/made-batches.ts';
import { madeData } from './made-run.ts';
import { madeFiles, madeWorld, pixelsOf } from './made-world.ts';
import { classesOf } from '../../src/nn/index.ts';

const files = madeFiles(9, 5);
const rng = createRng(1);
/** Data without transforms. */
const plain = madeData({ batch: [] });
const config = (change: Partial<TrainEpochConfig> = {}): TrainEpochConfig => ({
  world: madeWorld(),
  data: plain,
  rng,
  epoch: 0,
  ...change,
});
const train = (
  change?: Partial<TrainEpochConfig>,
  operator: MonoTypeOperatorFunction<Batch<Tensor4D>> = identity,
) => collect(trainBatches(files, config(change)).pipe(operator, map(consume)));
const valid = (change?: Partial<Parameters<typeof validBatches>[1]>) =>
  collect(validBatches(files, { ...config(), ...change }).pipe(map(consume)));
const orderOf = (batches: readonly { readonly files: readonly number[] }[]) =>
  batches.map((batch) => batch.files);

describe('trainBatches', () => {
  test('each epoch has its own order, determined by the seed, and drops a short last batch', async () => {
    const orders = [];
    for (let epoch = 0; epoch < 3; epoch++) orders.push(orderOf(await train({ epoch })));
    expect(new Set(orders.map(String)).size).toBe(3);
    for (const order of orders) {
      expect(order.map(({ length }) => length)).toEqual([4, 4]);
      expect(new Set(order.flat()).size).toBe(8);
      expect(order.flat()).not.toEqual([...order.flat()].sort((a, b) => a - b));
      for (const index of order.flat()) expect(index).toBeLessThan(9);
    }
    expect(orderOf(await train({ epoch: 1 }))).toEqual(orders[1]);
    expect(orderOf(await train({ rng: createRng(2) }))).not.toEqual(orders[0]);
  });

  test('balanced data: each class equally often, with draws of their own for repetitions', async () => {
    const few = {
      ...files,
      train: [
        ...files.train.filter(({ index }) => index !== 1 && index % 2 === 1).slice(0, 1),
        ...files.train.filter(({ index }) => index % 2 === 0),
      ],
    };
    const data = madeData({ balanced: true, batchSize: 3 });
    const epochs = await Promise.all(
      [{}, {}, { firstStep: 1 }, { data: { ...data, decoders: 1, prefetch: 1 } }].map((change) =>
        collect(trainBatches(few, config({ data, ...change })).pipe(map(consume))),
      ),
    );
    const [first, again, resumed, alone] = epochs;
    expect(first!.flatMap(({ classes }) => classes).sort()).toEqual([0, 0, 0, 1, 1, 1]);
    const images = first!.flatMap(({ classes, values }) =>
      classes.map((target, i) => ({ target, pixels: values.slice(i * 192, (i + 1) * 192).join() })),
    );
    // One image, augmented in three ways.
    expect(new Set(images.filter(({ target }) => target === 1).map(({ pixels }) => pixels)).size).toBe(3);
    expect(again).toEqual(first);
    expect(alone).toEqual(first);
    expect(resumed).toEqual(first!.slice(1));
  });

  test('pixels and classes match the files, for any number of decoders and prefetched batches', async () => {
    const batches = await train();
    for (const { values, files: numbers, classes, shape } of batches) {
      expect(shape).toEqual([4, 12, 12, 3]);
      expect(classes).toEqual(numbers.map((number) => number % 2));
      const expected = numbers.flatMap((number) => [...pixelsOf(number).data]);
      expect(values.map((value) => Math.round(value * 255))).toEqual(expected);
    }
    for (const change of [{ decoders: 1 }, { prefetch: 1 }, { prefetch: 3, decoders: 2 }])
      expect(await train({ data: { ...plain, ...change } })).toEqual(batches);
  });

  test('mixing follows the transforms and has new draws for each batch and epoch', async () => {
    const draws: number[] = [];
    const shapes: number[][] = [];
    const recording = batchMix({
      name: 'recording',
      settings: {},
      mix: (images, targets, draw) => {
        const classes = classesOf(targets, 'recording');
        draws.push(draw());
        shapes.push([...images.shape]);
        const weights = new Float32Array(classes.length).fill(1);
        return {
          images: images.clone(),
          targets: { _tag: 'MixedTargets', classes, others: classes, weights },
        };
      },
    });
    for (const epoch of [0, 1, 0])
      await train({ data: madeData(), epoch }, recording.batches({ rng, epoch }));
    expect(draws).toHaveLength(6);
    expect(new Set(draws.slice(0, 4)).size).toBe(4);
    expect(draws.slice(4)).toEqual(draws.slice(0, 2));
    expect(shapes).toEqual(Array(6).fill([4, 8, 8, 3]));
  });
});

describe('validBatches', () => {
  test('keeps the order of the images and a short last batch, in every epoch', async () => {
    const first = await valid({ data: madeData() });
    expect(orderOf(first)).toEqual([[9, 10, 11, 12], [13]]);
    expect(await valid({ data: madeData(), epoch: 1 })).toEqual(first);
    expect(await valid({ data: madeData(), rng: createRng(2) })).toEqual(first);
  });

  test('with split train, augments images in the same order, with new draws in each pass', async () => {
    const augmented = (pass: number) => valid({ data: madeData(), split: 'train', epoch: pass });
    const [first, second, centre] = [
      await augmented(0),
      await augmented(1),
      await valid({ data: madeData() }),
    ];
    expect(await augmented(0)).toEqual(first);
    for (const each of [first, second]) expect(orderOf(each)).toEqual(orderOf(centre));
    expect(first.map(({ shape }) => shape)).toEqual(centre.map(({ shape }) => shape));
    expect(new Set([first, second, centre].map((each) => String(each[0]?.values))).size).toBe(3);
  });
});

test('the consumer owns a batch it takes, and nothing else leaks', async () => {
  const before = tf.memory().numTensors;
  for (const batches of [trainBatches(files, config()), validBatches(files, config())]) {
    const [batch] = await collect(batches.pipe(take(1)));
    expect(tf.memory().numTensors).toBe(before + 1);
    batch?.[Symbol.dispose]();
    expect(tf.memory().numTensors).toBe(before);
  }
});
