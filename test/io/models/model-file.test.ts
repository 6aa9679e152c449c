import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { SavedModel } from '../../../src/core/index.ts';
import { createCapabilities, readModelFile } from '../../../src/io/index.ts';
import { encodeSafetensors } from '../../../src/io/models/safetensors.ts';
import { only } from '../../support/only.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const model: SavedModel = {
  description: {
    architecture: 'xresnet18',
    outputs: 2,
    vocab: ['cat', 'dog'],
    size: [64, 48],
    normalization: { mean: [0.1, 0.2, 0.3], std: [1, 2, 3] },
    task: { kind: 'single-label' },
    preparation: { item: [{ name: 'resize', settings: { size: [80, 80] } }], batch: [] },
  },
  weights: new Map([['head.weight', { shape: [2, 1], data: Float32Array.of(1, -2) }]]),
};

test('saves the model in the run folder atomically and reads it back', async () => {
  using folder = temporaryFolder();
  const runFolder = join(folder.path, 'runs', '1');
  const path = join(runFolder, 'model.safetensors');
  const world = createCapabilities({ runFolder });
  const save$ = world.saveModel(model);
  expect(readdirSync(folder.path)).toEqual([]);
  expect(await only(save$)).toEqual({ path, bytes: readFileSync(path).length });
  expect(await only(readModelFile(path))).toMatchObject(model);
  expect(await only(world.readModel(runFolder))).toMatchObject(model);
  await only(save$);
  expect(readdirSync(runFolder)).toEqual(['model.safetensors']);
});

const best: SavedModel = {
  ...model,
  weights: new Map([['head.weight', { shape: [2, 1], data: Float32Array.of(3, 4) }]]),
};

test('keeps the best model beside the last; a run folder stands for the best unless the last is asked for', async () => {
  using folder = temporaryFolder();
  const world = createCapabilities({ runFolder: folder.path });
  await only(world.saveModel(model));
  expect(await only(world.readModel(folder.path))).toMatchObject(model);
  const path = join(folder.path, 'best.safetensors');
  expect(await only(world.saveModel(best, 'best'))).toMatchObject({ path });
  await only(world.saveModel(model, 'last'));
  expect(await only(world.readModel(folder.path))).toMatchObject(best);
  expect(await only(world.readModel(folder.path, 'best'))).toMatchObject(best);
  expect(await only(world.readModel(folder.path, 'last'))).toEqual({
    ...model,
    path: join(folder.path, 'model.safetensors'),
  });
  expect(await only(world.readModel(path, 'last'))).toMatchObject(best);
});

test('the first model of a run removes the best one of an earlier run', async () => {
  using folder = temporaryFolder();
  const world = createCapabilities({ runFolder: folder.path });
  await only(world.saveModel(best, 'best'));
  await only(world.saveModel(model, 'first'));
  expect(readdirSync(folder.path)).toEqual(['model.safetensors']);
  await only(world.saveModel(best, 'best'));
  await only(world.saveModel(model, 'last'));
  expect(readdirSync(folder.path)).toEqual(['best.safetensors', 'model.safetensors']);
});

test('a file that cannot be written is WriteFailed with its path, and leaves nothing behind', async () => {
  using folder = temporaryFolder();
  const taken = join(folder.path, 'model.safetensors');
  mkdirSync(join(taken, 'a folder that is not empty'), { recursive: true });
  await expect(only(createCapabilities({ runFolder: folder.path }).saveModel(model))).rejects.toMatchObject({
    detail: { _tag: 'WriteFailed', where: taken },
  });
  expect(readdirSync(folder.path)).toEqual(['model.safetensors']);
});

test('a damaged file and a missing one are BadData', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'w.safetensors');
  await expect(only(readModelFile(path))).rejects.toMatchObject({
    detail: { _tag: 'BadData', where: path, received: 'no such file or folder' },
  });
  writeFileSync(path, 'PK');
  await expect(only(readModelFile(path))).rejects.toMatchObject({
    detail: { _tag: 'BadData', where: path, received: '2 bytes, too few for a header' },
  });
});

const withWeight = (value: number): SavedModel => ({
  ...model,
  weights: new Map([...model.weights, ['head.bias', { shape: [2], data: Float32Array.of(0, value) }]]),
});

test.each([NaN, Infinity, -Infinity])('writes and accepts no model with a weight of %d', async (value) => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'model.safetensors');
  const world = createCapabilities({ runFolder: folder.path });
  const received = 'numbers that are not finite in head.bias';
  await only(world.saveModel(model));
  await expect(only(world.saveModel(withWeight(value)))).rejects.toMatchObject({
    detail: { _tag: 'WriteFailed', where: path, received },
  });
  expect(await only(world.readModel(path))).toMatchObject(model);
  const metadata = { description: JSON.stringify(model.description) };
  writeFileSync(path, Buffer.concat(encodeSafetensors({ arrays: withWeight(value).weights, metadata })));
  await expect(only(world.readModel(path))).rejects.toMatchObject({
    detail: { _tag: 'BadData', where: path, received },
  });
});

test('the largest weights are finite', async () => {
  using folder = temporaryFolder();
  const largest = withWeight(3.4028234663852886e38);
  await only(createCapabilities({ runFolder: folder.path }).saveModel(largest));
  expect(await only(readModelFile(folder.path))).toMatchObject(largest);
});

test('rejects safetensors without Millrace metadata', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'foreign.safetensors');
  writeFileSync(path, Buffer.concat(encodeSafetensors({ arrays: model.weights, metadata: {} })));
  await expect(only(readModelFile(path))).rejects.toMatchObject({
    detail: { _tag: 'BadData', where: path, received: 'safetensors without Millrace metadata' },
  });
});

const { description } = model;
test.each([
  ['words', 'a photograph of a cat', 'that is not JSON'],
  ['null', 'null', 'without a valid architecture'],
  ['a list', '[1]', 'without a valid architecture'],
  ['a number', '3', 'without a valid architecture'],
  ['another architecture', { ...description, architecture: 18 }, 'without a valid architecture'],
  ['outputs that are not a number', { ...description, outputs: '2' }, 'without a valid outputs'],
  ['half an output', { ...description, outputs: 0.5 }, 'without a valid outputs'],
  ['a billion outputs', { ...description, outputs: 1e9 }, 'without a valid outputs'],
  ['fewer outputs than classes', { ...description, outputs: 1 }, 'of 2 classes, but 1 outputs'],
  ['a huge size', { ...description, size: [1e6, 1e6] }, 'without a valid size'],
  ['no mean', { ...description, normalization: { mean: [], std: [] } }, 'without a valid normalization'],
  [
    'a deviation of 0',
    { ...description, normalization: { mean: [0, 0, 0], std: [1, 0, 1] } },
    'without a valid normalization',
  ],
  ['no vocab', { ...description, vocab: undefined }, 'without a valid vocab'],
  ['a vocab of numbers', { ...description, vocab: [1, 2] }, 'without a valid vocab'],
  ['a size of one number', { ...description, size: [64] }, 'without a valid size'],
  ['a size of words', { ...description, size: ['64', '64'] }, 'without a valid size'],
  ['no normalization', { ...description, normalization: undefined }, 'without a valid normalization'],
  ['a mean without std', { ...description, normalization: { mean: [0] } }, 'without a valid normalization'],
])('rejects an invalid description: %s', async (_, content, reason) => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'foreign.safetensors');
  const metadata = { description: typeof content === 'string' ? content : JSON.stringify(content) };
  writeFileSync(path, Buffer.concat(encodeSafetensors({ arrays: model.weights, metadata })));
  await expect(only(readModelFile(path))).rejects.toMatchObject({
    detail: { _tag: 'BadData', where: path, received: `a network description ${reason}` },
  });
});

test('saves and reads a model of images that were not normalized', async () => {
  using folder = temporaryFolder();
  const plain = { ...model, description: { ...description, normalization: null } };
  await only(createCapabilities({ runFolder: folder.path }).saveModel(plain));
  expect(await only(readModelFile(folder.path))).toMatchObject(plain);
});

test('an experiment saves its model in its own folder', async () => {
  using folder = temporaryFolder();
  const world = createCapabilities({ runFolder: folder.path }).within('mixup');
  expect(world.runFolder).toBe(join(folder.path, 'mixup'));
  expect((await only(world.saveModel(model))).path).toBe(join(folder.path, 'mixup', 'model.safetensors'));
});

test('the clock is monotonic and memory is in bytes', () => {
  const { now, residentBytes } = createCapabilities({ runFolder: '/nowhere' });
  expect(now()).toBeLessThanOrEqual(now());
  expect(residentBytes()).toBeGreaterThan(1e6);
});
