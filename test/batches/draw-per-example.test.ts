import { expect, test } from 'vitest';
import { drawPerExample } from '../../src/batches/draw-per-example.ts';
import { createRng } from '../../src/core/index.ts';
import { numberedFile } from '../support/made-batches.ts';

const contextOf = (...files: readonly number[]) => ({
  ...{ rng: createRng(1), epoch: 0, index: 2, split: 'train' as const },
  files: files.map((file) => numberedFile(file)),
});
const drawn = (files: readonly number[], batch: boolean) =>
  drawPerExample(contextOf(...files), batch, (draw) => draw());

test('a seed keeps its history: these draws never change', () => {
  expect(drawn([0, 3, 7], false)).toEqual([0.7969597844515998, 0.6246654965279129, 0.08621124673254954]);
  expect(drawn([0, 3], true)).toEqual([0.6540970854167235, 0.6540970854167235]);
});

test('an image has the same draws in any batch', () => {
  expect(drawn([7, 5, 3], false)[0]).toBe(drawn([0, 3, 7], false)[2]);
});
