import { expect, test } from 'vitest';
import { augTransforms, lighting, normalize, resizeBatch } from '../../src/batches/index.ts';
import { createRng, type Split } from '../../src/core/index.ts';
import { tf, type Tensor4D } from '../../src/engine/index.ts';
import { expectNoLeaks, numberedFile } from '../support/made-batches.ts';

const context = (split: Split) => ({
  ...{ split, rng: createRng(1), index: 0 },
  files: [numberedFile(0), numberedFile(1)],
});

test('resizes whole images, in training as the usual augmentation does in validation', () => {
  expectNoLeaks(() => {
    tf.tidy(() => {
      const images: Tensor4D = tf.randomUniform([2, 20, 20, 3]);
      const [usual] = augTransforms({ size: 8, minScale: 0.75 });
      const expected = usual!.apply(images, context('valid')).dataSync();
      for (const split of ['train', 'valid'] as const) {
        const resized = resizeBatch(8).apply(images, context(split));
        expect(resized.shape).toEqual([2, 8, 8, 3]);
        expect(resized.dataSync()).toEqual(expected);
      }
    });
  });
});

test('height and width; its settings and its size', () => {
  const { name, settings, outputSize } = resizeBatch([6, 8]);
  expect({ name, settings, outputSize }).toEqual({
    name: 'resized',
    settings: { size: [6, 8] },
    outputSize: { height: 6, width: 8 },
  });
  expect(() => resizeBatch(0)).toThrow('size');
});

test('transforms without random choices say so', () => {
  const none = { doFlip: false, maxRotate: 0, maxWarp: 0, maxZoom: 1, maxLighting: 0 };
  const fixed = [resizeBatch(8), normalize({ mean: [0, 0, 0], std: [1, 1, 1] }), ...augTransforms({ size: 8, ...none })]; // prettier-ignore
  expect(fixed.map(({ isFixed }) => isFixed)).toEqual([true, true, true]);
  const random = [
    lighting({ maxLighting: 0.2 }),
    ...augTransforms({ ...none, doFlip: true }),
    ...augTransforms({ ...none, size: 8, minScale: 0.75 }),
  ];
  expect(random.map(({ isFixed }) => isFixed ?? false)).toEqual([false, false, false]);
});
