import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { SavedModel } from '../../src/core/index.ts';
import { createCapabilities, readModelFile } from '../../src/io/index.ts';
import { encodeSafetensors } from '../../src/io/safetensors.ts';
import { only } from '../support/only.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const model: SavedModel = {
  description: {
    architecture: 'xresnet18',
    outputs: 2,
    vocab: ['cat', 'dog'],
    size: [64, 48],
    normalization: { mean: [0.1, 0.2, 0.3], std: [1, 2, 3] },
  },
  weights: new Map([['head.weight', { shape: [2, 1], data: Float32Array.of(1, -2) }]]),
};

test('the model of a run is in its folder, whole or not at all', async () => {
  using folder = temporaryFolder();
  const runFolder = join(folder.path, 'runs', '1');
  const path = join(runFolder, 'model.safetensors');
  const world = createCapabilities({ runFolder });
  const save$ = world.saveModel(model);
  expect(readdirSync(folder.path)).toEqual([]);
  expect(await only(save$)).toEqual({ path, bytes: readFileSync(path).length });
  expect(await only(readModelFile(path))).toEqual(model);
  expect(await only(world.readModel(runFolder))).toEqual(model);
  await only(save$);
  expect(readdirSync(runFolder)).toEqual(['model.safetensors']);
});

test('where it cannot be written, the error says where, and nothing is left over', async () => {
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
    detail: { _tag: 'BadData', where: path },
  });
  writeFileSync(path, 'PK');
  await expect(only(readModelFile(path))).rejects.toMatchObject({
    detail: { _tag: 'BadData', where: path, received: '2 bytes, too few for a header' },
  });
});

test('weights of which nobody says what they are of are refused', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'foreign.safetensors');
  writeFileSync(path, Buffer.concat(encodeSafetensors({ arrays: model.weights, metadata: {} })));
  await expect(only(readModelFile(path))).rejects.toMatchObject({
    detail: { _tag: 'BadData', where: path, received: 'weights without a description of their network' },
  });
});

test('an experiment of several has a folder of its own', async () => {
  using folder = temporaryFolder();
  const world = createCapabilities({ runFolder: folder.path }).within('mixup');
  expect(world.runFolder).toBe(join(folder.path, 'mixup'));
  expect((await only(world.saveModel(model))).path).toBe(join(folder.path, 'mixup', 'model.safetensors'));
});

test('the clock goes forward and memory is counted in bytes', () => {
  const { now, residentBytes } = createCapabilities({ runFolder: '/nowhere' });
  expect(now()).toBeLessThanOrEqual(now());
  expect(residentBytes()).toBeGreaterThan(1e6);
});
