import { expect, test } from 'vitest';
import {
  KernelTimes,
  projectiveTransform,
  tf,
  type Projection,
  type Tensor2D,
  type Tensor4D,
} from '../../src/engine/index.ts';
import { extendByMirroring } from '../../src/engine/extend-by-mirroring.ts';
import { mirroredWarp } from '../../src/engine/mirrored-warp.ts';
import { expectClose, randomNormal } from '../support/close.ts';

const turn: Projection = [0.9, -0.43, 0.21, 0.37, 0.8, -0.33, 0, 0, 1];
const far: Projection = [1.1, 0.13, -7.27, 0.07, -0.3, 7.11, 0, 0, 1];
const tilted: Projection = [1.03, 0.11, -0.61, -0.09, 0.97, 0.43, 0.0031, -0.0043, 1];
const identity: Projection = [1, 0, 0, 0, 1, 0, 0, 0, 1];
const flipped: Projection = [-1, 0, 10, 0, 1, 0, 0, 0, 1];
const projections = [turn, far, tilted, identity, flipped];

const rows = (given: readonly Projection[]): Tensor2D =>
  tf.tensor2d(
    given.map((each) => each.slice(0, 8)),
    [given.length, 8],
  );

test.each([
  { height: 9, width: 11, channels: 3, size: { height: 9, width: 11 } },
  { height: 2, width: 11, channels: 1, size: { height: 7, width: 4 } },
  { height: 14, width: 11, channels: 2, size: { height: 1, width: 20 } },
])("equals TensorFlow's op on extended images: %o", ({ height, width, channels, size }) => {
  tf.tidy(() => {
    const images = randomNormal([projections.length, height, width, channels], [1, 2]) as Tensor4D;
    for (const [i, projection] of projections.entries()) {
      const image = tf.slice(images, [i, 0, 0, 0], [1, height, width, channels]);
      const views = { projections: [projection], size };
      const extended = extendByMirroring(image, views);
      if (extended === 'one by one') throw new Error('expected one image');
      const more = { size, interpolation: 'bilinear', outside: 'border' } as const;
      const expected = projectiveTransform(extended.images, { ...extended, ...more });
      expectClose(mirroredWarp(image, rows([projection]), { top: 0, left: 0, ...size }), expected, 1e-4);
    }
  });
});

test('an identity and a flip keep the pixel values', () => {
  tf.tidy(() => {
    const images = randomNormal([2, 9, 11, 3], [1, 2]) as Tensor4D;
    const warped = mirroredWarp(images, rows([identity, flipped]), { top: 0, left: 0, height: 9, width: 11 });
    const only = (tensor: Tensor4D, i: number): Tensor4D => tf.slice(tensor, [i, 0, 0, 0], [1, 9, 11, 3]);
    expectClose(only(warped, 0), only(images, 0), 0);
    expectClose(only(warped, 1), tf.reverse(only(images, 1), 2), 0);
  });
});

test('a window is that part of the output', () => {
  tf.tidy(() => {
    const images = randomNormal([projections.length, 30, 40, 3], [1, 2]) as Tensor4D;
    const full = mirroredWarp(images, rows(projections), { top: 0, left: 0, height: 33, width: 21 });
    const window = { top: 7, left: 3, height: 20, width: 11 };
    const part = mirroredWarp(images, rows(projections), window);
    expectClose(part, tf.slice(full, [0, 7, 3, 0], [projections.length, 20, 11, 3]), 0);
  });
});

test('positions far outside, and infinite ones, stay inside the image', () => {
  tf.tidy(() => {
    const images: Tensor4D = tf.ones([3, 5, 6, 3]);
    const wild: readonly Projection[] = [
      [1e30, 0, 0, 0, -1e30, 0, 0, 0, 1],
      [NaN, 0, 0, 0, NaN, 0, 0, 0, 1],
      [1, 0, 0, 0, 1, 0, -1, 0, 1],
    ];
    const values = mirroredWarp(images, rows(wild), { top: 0, left: 0, height: 4, width: 4 }).dataSync();
    expect(values).toHaveLength(3 * 4 * 4 * 3);
    for (const value of values) expect(Number.isNaN(value) || Math.abs(value - 1) < 1e-6).toBe(true);
  });
});

test('projectiveTransform uses it, unless the horizon is visible', () => {
  tf.tidy(() => {
    const images = randomNormal([projections.length, 30, 40, 3], [1, 2]) as Tensor4D;
    const kernelsOf = (given: readonly Projection[]): readonly string[] => {
      using times = new KernelTimes(() => 0);
      const size = { height: 30, width: 40 };
      const mirrored = { size, interpolation: 'bilinear', outside: 'mirror-centres' } as const;
      const output = projectiveTransform(images, { ...mirrored, projections: given });
      expect(output.shape).toEqual(images.shape);
      return times.take().map(({ kernel }) => kernel);
    };
    expect(kernelsOf(projections)).toContain('MillraceMirroredWarp');
    const beyond: Projection = [1, 0, 0, 0, 1, 0, -0.05, 0, 1];
    expect(kernelsOf([beyond, ...projections.slice(1)])).not.toContain('MillraceMirroredWarp');
  });
});
