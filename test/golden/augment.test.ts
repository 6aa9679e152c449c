import { expect, test } from 'vitest';
import { cifarStats, imagenetStats, mnistStats, normalize } from '../../src/batches/index.ts';
import { adjustLighting } from '../../src/batches/lighting/adjust-lighting.ts';
import { resizeBox } from '../../src/batches/resampling/resize-box.ts';
import { cropBox, cropBoxOptions } from '../../src/batches/resampling/crop-box.ts';
import { resample, type Resampling } from '../../src/batches/resampling/resample.ts';
import { createRng, sizeOf, type Box, type ChannelStats, type Size } from '../../src/core/index.ts';
import { dihedralMatrix } from '../../src/batches/spatial/dihedral.ts';
import { flipMatrix } from '../../src/batches/spatial/flip.ts';
import { identityMatrix, type Matrix } from '../../src/batches/spatial/matrix.ts';
import { rotateMatrix } from '../../src/batches/spatial/rotate.ts';
import { spatialMatrix } from '../../src/batches/spatial/spatial-matrix.ts';
import { warpMatrix } from '../../src/batches/spatial/warp.ts';
import { zoomMatrix } from '../../src/batches/spatial/zoom.ts';
import { tf, type Tensor4D } from '../../src/engine/index.ts';
import { goldenCases, goldenFile, type GoldenCase } from '../support/golden.ts';

interface Pixels {
  readonly shape: [number, number, number, number];
  readonly data: number[];
}
type Draws = Readonly<Record<string, number[] | undefined>>;
type Inputs = Readonly<Record<string, unknown>> & { readonly image: string };
interface Expected {
  readonly output: Pixels;
  readonly box?: Box;
}

const images = goldenFile('augment')['images'] as Readonly<Record<string, Pixels>>;

const goldenImage = (name: string): Tensor4D => {
  const { data, shape } = images[name] ?? { data: [], shape: [0, 0, 0, 3] };
  return tf.div<Tensor4D>(tf.tensor(data, shape), 255);
};

test.each(goldenCases('augment'))('%s', (_, golden) => {
  tf.engine().startScope();
  const { output, box, tolerance } = compute(golden);
  const expected = golden.expected as Expected;
  expect(output.shape).toEqual(expected.output.shape);
  const values = output.dataSync<'float32'>();
  const worst = values.reduce(
    (most, value, i) => Math.max(most, Math.abs(value - (expected.output.data[i] ?? NaN))),
    0,
  );
  expect(worst).toBeLessThanOrEqual(tolerance);
  if (expected.box !== undefined) expect(box).toEqual(expected.box);
  tf.engine().endScope();
});

interface Computed {
  readonly output: Tensor4D;
  readonly tolerance: number;
  readonly box?: Box;
}

const FINE = 2e-5;

function compute({ kind, inputs }: GoldenCase): Computed {
  const given = inputs as Inputs;
  const x = goldenImage(given.image);
  switch (kind) {
    case 'spatial':
      return { output: spatial(x, given), tolerance: FINE };
    case 'lighting':
      return { output: lighting(x, given['draws'] as Draws), tolerance: FINE };
    case 'random_resized_crop_gpu':
      return { ...cropped(x, given), tolerance: FINE };
    case 'normalize':
      return { output: normalized(x, given as unknown as ChannelStats), tolerance: FINE };
    case 'pipeline': {
      const { output, box } = cropped(spatial(x, { ...given, size: null }), given);
      const stats = { imagenet_stats: imagenetStats, cifar_stats: cifarStats, mnist_stats: mnistStats };
      const named = stats[given['normalize'] as keyof typeof stats];
      const light = lighting(output, given['draws'] as Draws);
      return { output: normalized(light, named), box, tolerance: 1e-4 };
    }
    default:
      throw new Error(`unknown kind ${kind}`);
  }
}

function spatial(x: Tensor4D, inputs: Inputs): Tensor4D {
  const [n, height, width] = x.shape;
  const draws = (inputs['draws'] ?? {}) as Draws;
  const drawn = (name: string, i: number): number | undefined => draws[name]?.[i];
  const matrices = Array.from({ length: n }, (_, i): Matrix => {
    if (inputs['validation'] === true) return identityMatrix;
    const zoom = drawn('zoom', i);
    const affine = [
      draws['dihedral'] === undefined
        ? flipMatrix(drawn('flip', i) === 1)
        : dihedralMatrix(drawn('dihedral', i) ?? 0),
      rotateMatrix(drawn('rotate_deg', i) ?? 0),
      zoom === undefined
        ? identityMatrix
        : zoomMatrix(zoom, drawn('zoom_x', i) ?? NaN, drawn('zoom_y', i) ?? NaN),
    ];
    const warps = [warpMatrix(drawn('warp_x', i) ?? 0, drawn('warp_y', i) ?? 0)];
    return spatialMatrix({ affine, warps }, { height, width });
  });
  const size = inputs['size'] as Size | null | undefined;
  return resample(x, {
    matrices,
    size: size === null || size === undefined ? { height, width } : sizeOf(size),
    mode: (inputs['mode'] ?? 'bilinear') as Resampling['mode'],
    padMode: (inputs['pad_mode'] ?? 'reflection') as Resampling['padMode'],
    alignCorners: (inputs['align_corners'] ?? true) as boolean,
  });
}

function lighting(x: Tensor4D, draws: Draws): Tensor4D {
  const [n] = x.shape;
  const neutral = (value: number): number[] => Array<number>(n).fill(value);
  return adjustLighting(x, {
    brightness: draws['brightness'] ?? neutral(0.5),
    contrast: draws['contrast'] ?? neutral(1),
  });
}

function cropped(x: Tensor4D, inputs: Inputs): { readonly output: Tensor4D; readonly box: Box } {
  const [, height, width] = x.shape;
  const uniforms = [...((inputs['uniforms'] ?? []) as number[])];
  const options = cropBoxOptions({
    minScale: inputs['min_scale'] as number,
    ...(inputs['max_scale'] === undefined ? {} : { maxScale: inputs['max_scale'] as number }),
    ...(inputs['ratio'] === undefined ? {} : { ratio: inputs['ratio'] as [number, number] }),
  });
  const draw = inputs['validation'] === true ? null : (): number => uniforms.shift() ?? NaN;
  const box = cropBox({ height, width }, options, draw);
  return { output: resizeBox(x, box, sizeOf(inputs['size'] as Size)), box };
}

const normalized = (x: Tensor4D, stats: ChannelStats): Tensor4D =>
  normalize(stats).apply(x, { split: 'train', rng: createRng(0), index: 0, files: [] });
