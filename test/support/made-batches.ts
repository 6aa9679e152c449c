import { expect } from 'vitest';
import { Batch, type BatchFields, type ImageFile } from '../../src/core/index.ts';
import { tf, type Tensor4D } from '../../src/engine/index.ts';

/** A file by its number, of the given class. */
export const numbered = (index: number, target = 0): ImageFile => ({
  path: `/images/${index}.jpg`,
  label: `class ${target}`,
  target,
  index,
});

/** A batch of images of one pixel, [[r, g, b], …], numbered from ten times its index. */
export function onePixelBatch(
  colours: readonly (readonly number[])[],
  { classes = colours.map(() => 0), index = 0, ...rest }: OnePixelOptions = {},
): Batch<Tensor4D> {
  return new Batch<Tensor4D>({
    images: colours.length === 0 ? null : tf.tensor4d(colours.flat(), [colours.length, 1, 1, 3]),
    targets: { _tag: 'ClassTargets', classes: Int32Array.from(classes) },
    files: classes.map((target, i) => numbered(10 * index + i, target)),
    skipped: [],
    index,
    ...rest,
  });
}

interface OnePixelOptions extends Partial<Pick<BatchFields<Tensor4D>, 'skipped' | 'index'>> {
  readonly classes?: readonly number[];
}

/** What marbles compare of a batch: plain values. The batch is disposed, as its consumer does. */
export function consumed(batch: Batch<Tensor4D>) {
  using owned = batch;
  const { images, targets, files, skipped, index } = owned;
  return {
    shape: images?.shape ?? null,
    values: images === null ? [] : [...images.dataSync<'float32'>()],
    classes: [...targets.classes],
    files: files.map((file) => file.index),
    skipped: skipped.map(({ file, reason }) => `${file.index} ${reason}`),
    index,
  };
}

/** Whatever happens in the body, as many tensors are alive afterwards as before. */
export function expectNothingLeft(body: () => void): void {
  const before = tf.memory().numTensors;
  body();
  expect(tf.memory().numTensors).toBe(before);
}
