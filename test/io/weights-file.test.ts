import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createCapabilities, readWeightsFile } from '../../src/io/index.ts';
import { only } from '../support/only.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const weights = new Map([['head.weight', { shape: [2, 1], data: Float32Array.of(1, -2) }]]);

test('the weights of a run are in its folder, whole or not at all', async () => {
  using folder = temporaryFolder();
  const runFolder = join(folder.path, 'runs', '1');
  const path = join(runFolder, 'model.safetensors');
  const save$ = createCapabilities({ runFolder }).saveWeights(weights);
  expect(readdirSync(folder.path)).toEqual([]);
  expect(await only(save$)).toEqual({ path, bytes: readFileSync(path).length });
  expect(await only(readWeightsFile(path))).toEqual(weights);
  await only(save$);
  expect(readdirSync(runFolder)).toEqual(['model.safetensors']);
});

test('where it cannot be written, the error says where, and nothing is left over', async () => {
  using folder = temporaryFolder();
  const taken = join(folder.path, 'model.safetensors');
  mkdirSync(join(taken, 'a folder that is not empty'), { recursive: true });
  await expect(
    only(createCapabilities({ runFolder: folder.path }).saveWeights(weights)),
  ).rejects.toMatchObject({
    detail: { _tag: 'WriteFailed', where: taken },
  });
  expect(readdirSync(folder.path)).toEqual(['model.safetensors']);
});

test('a damaged file and a missing one are BadData', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'w.safetensors');
  await expect(only(readWeightsFile(path))).rejects.toMatchObject({
    detail: { _tag: 'BadData', where: path },
  });
  writeFileSync(path, 'PK');
  await expect(only(readWeightsFile(path))).rejects.toMatchObject({
    detail: { _tag: 'BadData', where: path, received: '2 bytes, too few for a header' },
  });
});

test('the clock goes forward and memory is counted in bytes', () => {
  const { now, residentBytes } = createCapabilities({ runFolder: '/nowhere' });
  expect(now()).toBeLessThanOrEqual(now());
  expect(residentBytes()).toBeGreaterThan(1e6);
});
