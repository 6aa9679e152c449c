import { expect } from 'vitest';
import { Batch, type BatchFields, type ImageFile } from '../../src/core/index.ts';
import { tf, type Tensor4D } from '../../src/engine/index.ts';
import { classesOf } from '../../src/nn/index.ts';

/** Returns the image file with a number, of the given class. */
export const numberedFile = (index: number, target = 0): ImageFile => ({
  path: `/images/${index}.jpg`,
  label: `class ${target}`,
  target,
  index,
});

/** Returns a batch of one-pixel images, [[r, g, b], …]; its files are numbered from ten times its index. */
export function onePixelBatch(
  colours: readonly (readonly number[])[],
  { classes = colours.map(() => 0), index = 0, ...rest }: OnePixelOptions = {},
): Batch<Tensor4D> {
  return new Batch<Tensor4D>({
    images: colours.length === 0 ? null : tf.tensor4d(colours.flat(), [colours.length, 1, 1, 3]),
    targets: { _tag: 'ClassTargets', classes: Int32Array.from(classes) },
    files: classes.map((target, i) => numberedFile(10 * index + i, target)),
    skipped: [],
    index,
    ...rest,
  });
}

interface OnePixelOptions extends Partial<Pick<BatchFields<Tensor4D>, 'skipped' | 'damaged' | 'index'>> {
  readonly classes?: readonly number[];
}

/** Disposes a batch and returns its content as plain values, which marble tests compare. */
export function consume(batch: Batch<Tensor4D>) {
  using owned = batch;
  const { images, targets, files, skipped, index } = owned;
  return {
    shape: images?.shape ?? null,
    values: images === null ? [] : [...images.dataSync<'float32'>()],
    classes: [...classesOf(targets, 'consume')],
    files: files.map((file) => file.index),
    skipped: skipped.map(({ file, reason }) => `${file.index} ${reason}`),
    index,
  };
}

/** Expects that the body leaves no tensor undisposed. */
export function expectNoLeaks(body: () => void): void {
  const before = tf.memory().numTensors;
  body();
  expect(tf.memory().numTensors).toBe(before);
}
