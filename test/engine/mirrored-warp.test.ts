import { expect, test } from 'vitest';
import {
  KernelTimes,
  projectiveTransform,
  tf,
  type Projection,
  type Tensor4D,
} from '../../src/engine/index.ts';
import { mirroredWarp } from '../../src/engine/mirrored-warp.ts';
import { expectClose, randomNormal } from '../support/close.ts';

const turn: Projection = [0.9, -0.43, 0.21, 0.37, 0.8, -0.33, 0, 0, 1];
const far: Projection = [1.1, 0.13, -7.27, 0.07, -0.3, 7.11, 0, 0, 1];
const tilted: Projection = [1.03, 0.11, -0.61, -0.09, 0.97, 0.43, 0.0031, -0.0043, 1];
const identity: Projection = [1, 0, 0, 0, 1, 0, 0, 0, 1];
const flipped: Projection = [-1, 0, 10, 0, 1, 0, 0, 0, 1];
const projections = [turn, far, tilted, identity, flipped];

const rows = (): ReturnType<typeof tf.tensor2d> =>
  tf.tensor2d(
    projections.map((each) => each.slice(0, 8)),
    [projections.length, 8],
  );

test.each([
  { height: 9, width: 11, channels: 3, size: { height: 9, width: 11 } },
  { height: 2, width: 11, channels: 1, size: { height: 7, width: 4 } },
  { height: 14, width: 11, channels: 2, size: { height: 1, width: 20 } },
])("equals TensorFlow's op on extended images: %o", ({ height, width, channels, size }) => {
  tf.tidy(() => {
    const images = randomNormal([projections.length, height, width, channels], [1, 2]) as Tensor4D;
    // Too few pixels to be compiled.
    const expected = projectiveTransform(images, {
      projections,
      size,
      interpolation: 'bilinear',
      outside: 'mirror-centres',
    });
    expectClose(mirroredWarp({ images, projections: rows() }, size), expected, 1e-4);
  });
});

test('an identity and a flip keep the pixel values', () => {
  tf.tidy(() => {
    const images = randomNormal([projections.length, 9, 11, 3], [1, 2]) as Tensor4D;
    const warped = mirroredWarp({ images, projections: rows() }, { height: 9, width: 11 });
    const only = (tensor: Tensor4D, i: number): Tensor4D => tf.slice(tensor, [i, 0, 0, 0], [1, 9, 11, 3]);
    expectClose(only(warped, 3), only(images, 3), 0);
    expectClose(only(warped, 4), tf.reverse(only(images, 4), 2), 0);
  });
});

test('large outputs and large windows are compiled, unless the horizon is visible', () => {
  tf.tidy(() => {
    const size = { height: 130, width: 140 };
    const images = randomNormal([5, 130, 140, 3], [1, 2]) as Tensor4D;
    const kernelsOf = (more: object): [Tensor4D, string[]] => {
      using times = new KernelTimes(() => 0);
      const output = projectiveTransform(images, {
        projections,
        size,
        interpolation: 'bilinear',
        outside: 'mirror-centres',
        ...more,
      });
      return [output, times.take().map(({ kernel }) => kernel)];
    };
    const [full, kernels] = kernelsOf({});
    expect(kernels).toContain('mirroredWarp');
    const window = { top: 7, left: 21, height: 90, width: 80 };
    const [part] = kernelsOf({ window });
    expectClose(part, tf.slice(full, [0, 7, 21, 0], [5, 90, 80, 3]), 0);
    const [small, kernelsOfSmall] = kernelsOf({ window: { ...window, height: 30 } });
    expect(kernelsOfSmall).not.toContain('mirroredWarp');
    expectClose(small, tf.slice(full, [0, 7, 21, 0], [5, 30, 80, 3]), 1e-3);
    const beyond: Projection = [1, 0, 0, 0, 1, 0, -0.01, 0, 1];
    const [horizon, kernelsOfHorizon] = kernelsOf({ projections: [beyond, ...projections.slice(1)], window });
    expect(kernelsOfHorizon).not.toContain('mirroredWarp');
    expect(horizon.shape).toEqual([5, 90, 80, 3]);
    expectClose(
      tf.slice(horizon, [1, 0, 0, 0], [4, 90, 80, 3]),
      tf.slice(part, [1, 0, 0, 0], [4, 90, 80, 3]),
      1e-2,
    );
  });
});
