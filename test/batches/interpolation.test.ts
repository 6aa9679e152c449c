import { expect, test } from 'vitest';
import { augTransforms, type AugTransformsOptions, type BatchTransform } from '../../src/batches/index.ts';
import { presize } from '../../src/batches/presize.ts';
import { resizeBox } from '../../src/batches/resampling/resize-box.ts';
import { flipMatrix } from '../../src/batches/spatial/flip.ts';
import { product, type Matrix } from '../../src/batches/spatial/matrix.ts';
import { rotateMatrix, rotatePart } from '../../src/batches/spatial/rotate.ts';
import { drawMatrices, drawSteps, type SpatialPart } from '../../src/batches/spatial/spatial-part.ts';
import { spatialTransform } from '../../src/batches/spatial/spatial-transform.ts';
import { warpMatrix, warpPart } from '../../src/batches/spatial/warp.ts';
import { zoomMatrix, zoomPart } from '../../src/batches/spatial/zoom.ts';
import { tf, type Tensor4D } from '../../src/engine/index.ts';
import { expectClose } from '../support/close.ts';
import { expectNoLeaks } from '../support/made-batches.ts';
import {
  applyTransform,
  boxSeen,
  contextOf,
  imageTensor,
  ramp,
  type Values,
} from '../support/made-images.ts';

const [HEIGHT, WIDTH, SIZE] = [96, 64, 48];
const ways = ['once', 'twice', 'step-by-step'] as const;
const stepByStep = { minScale: 0.35, interpolation: 'step-by-step' } as const;
const noSpatial = { doFlip: false, maxRotate: 0, maxZoom: 1, maxWarp: 0 };

/** The spatial transform of the usual augmentation. */
function spatialOf(options: AugTransformsOptions): BatchTransform {
  const [first, ...others] = augTransforms({ maxLighting: 0, size: SIZE, ...options });
  expect(others).toEqual([]);
  return first!;
}

/** A smooth image and a noisy one, with values in 0..1. */
const waves = (y: number, x: number): number => 0.5 + 0.5 * Math.sin(y / 15) * Math.cos(x / 11);
const noise = (y: number, x: number): number => (y * 7 + x * 13 + ((y * x) % 5)) % 2;

type Formula = (y: number, x: number) => number;
const seen = (formula: Formula, options: AugTransformsOptions, context: Context = {}): Values =>
  applyTransform(
    spatialOf(options),
    imageTensor([3, HEIGHT, WIDTH], formula),
    contextOf({ files: [0, 1, 2], ...context }),
  );
type Context = Parameters<typeof contextOf>[0];

/** A part that maps every image in the same way. */
const fixed = (name: SpatialPart['name'], matrix: Matrix): SpatialPart => ({
  name,
  kind: name === 'warp' ? 'warp' : 'affine',
  settings: { p: 1, batch: false },
  matrix: () => matrix,
});
const flipped = fixed('flip', flipMatrix(true));
const warped = fixed('warp', warpMatrix(0.15, -0.1));
const rotated = fixed('rotate', rotateMatrix(9));
const zoomed = fixed('zoom', zoomMatrix(1.1, 0.2, 0.7));

const look = { mode: 'bilinear', padMode: 'reflection', alignCorners: true } as const;
const squareCrop = { minScale: 0.6, ratio: [1, 1] } as const;

test('step-by-step resamples for warp, flip, rotation and zoom, then resizes the box', () => {
  const transform = presize([flipped, warped, rotated, zoomed], {
    ...look,
    size: 20,
    crop: squareCrop,
    interpolation: 'step-by-step',
  });
  tf.tidy(() => {
    const images = imageTensor([1, 40, 40], noise);
    const context = contextOf();
    const box = boxSeen(
      applyTransform(
        presize([], { ...look, size: 20, crop: squareCrop, interpolation: 'twice' }),
        imageTensor([1, 40, 40], ramp),
        context,
      ),
    );
    const one = (x: Tensor4D, part: SpatialPart): Tensor4D =>
      spatialTransform([part], look).apply(x, context);
    const inOrder = [warped, flipped, rotated, zoomed].reduce(one, images);
    expectClose(transform.apply(images, context), resizeBox(inOrder, box, { height: 20, width: 20 }), 1e-5);
    // The order matters: the parts as listed give another image.
    const other = [flipped, warped, rotated, zoomed].reduce(one, images);
    expect(tf.max(tf.abs(tf.sub(inOrder, other))).dataSync()[0]).toBeGreaterThan(0.1);
  });
});

test.each([
  ['squares', { height: 80, width: 80 }, 1e-12],
  ['rectangles, except for fitting to the aspect', { height: HEIGHT, width: WIDTH }, 0.02],
])('steps give the positions of the combined map: %s', (_, size, distance) => {
  const parts = [flipped, warpPart({ p: 1 }), rotatePart({ p: 1 }), zoomPart({ p: 1 }), warped];
  const context = contextOf({ files: [0, 1, 2, 3] });
  const steps = drawSteps(parts, size, context);
  expect(steps).toHaveLength(5);
  drawMatrices(parts, size, context).forEach((combined, image) => {
    // A later step samples the output of an earlier one, so coordinates pass from the last to the first.
    const inTurn = steps.map((matrices) => matrices[image]!).reduce(product);
    const worst = Math.max(...inTurn.map((value, place) => Math.abs(value - combined[place]!)));
    expect(worst).toBeLessThan(distance);
  });
});

test('without other transforms, step-by-step equals twice', () => {
  for (const index of [0, 1, 2, 3]) {
    const [steps, twice] = (['step-by-step', 'twice'] as const).map((interpolation) =>
      seen(ramp, { ...noSpatial, minScale: 0.35, interpolation }, { index }),
    );
    expect(steps).toMatchObject({ shape: [3, SIZE, SIZE, 1], all: twice!.all });
  }
});

test('a flip does not interpolate: step-by-step is as sharp as twice', () => {
  const options = { ...noSpatial, doFlip: true, minScale: 0.35 };
  const twice = seen(noise, { ...options, interpolation: 'twice' }).all;
  const steps = seen(noise, { ...options, interpolation: 'step-by-step' }).all;
  expect(steps).toEqual(twice.map((value) => expect.closeTo(value, 4) as number));
});

test('all three interpolations use the same draws: a smooth image comes out almost equal', () => {
  const difference = (a: Values, b: Values): number =>
    a.all.reduce((sum, value, i) => sum + Math.abs(value - b.all[i]!), 0) / a.all.length;
  for (const index of [0, 1, 2]) {
    const [once, ...others] = ways.map((interpolation) =>
      seen(waves, { minScale: 0.35, interpolation }, { index }),
    );
    for (const other of others) expect(difference(once!, other)).toBeLessThan(0.01);
    expect(difference(once!, seen(waves, stepByStep, { index: index + 9 }))).toBeGreaterThan(0.03);
  }
});

test('more interpolations keep less detail', () => {
  const contrast = (interpolation: (typeof ways)[number]): number => {
    const { all } = seen(noise, { minScale: 0.35, pAffine: 1, size: 60, interpolation });
    const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
    return all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / all.length;
  };
  const [once, twice, steps] = ways.map(contrast);
  expect(once).toBeGreaterThan(1.1 * twice!);
  expect(twice).toBeGreaterThan(1.1 * steps!);
});

test('in validation all three resize the central square and draw nothing', () => {
  const [once, ...others] = ways.map((interpolation) =>
    seen(waves, { minScale: 0.35, interpolation }, { split: 'valid' }),
  );
  for (const other of others) expect(other.all).toEqual(once!.all);
});

test('the draws of an image do not depend on the rest of the batch', () => {
  const of = (files: readonly number[], context: Context = {}): readonly number[] => {
    const images = imageTensor([files.length, HEIGHT, WIDTH], waves);
    const { all } = applyTransform(spatialOf(stepByStep), images, contextOf({ files, ...context }));
    const place = files.indexOf(7) * SIZE * SIZE;
    return all.slice(place, place + SIZE * SIZE);
  };
  const alone = of([7]);
  expect(of([3, 7, 9])).toEqual(alone.map((value) => expect.closeTo(value, 4) as number));
  const others = [{ index: 1 }, { epoch: 1 }, { seed: 2 }].map((context) => of([7], context));
  expect(new Set([alone, ...others].map((values) => JSON.stringify(values))).size).toBe(4);
});

test('does not dispose its input, and leaks no tensor', () => {
  const images = imageTensor([2, HEIGHT, WIDTH], waves);
  for (const options of [stepByStep, { ...stepByStep, ...noSpatial }])
    expectNoLeaks(() => {
      const transform = spatialOf(options);
      tf.tidy(() => transform.apply(images, contextOf({ files: [0, 1] }))).dispose();
    });
  expect(images.isDisposed).toBe(false);
  images.dispose();
});

test('step-by-step without a crop is rejected', () => {
  expect(() => augTransforms({ size: SIZE, interpolation: 'step-by-step' })).toThrow(
    'augTransforms minScale: expected a number below 1 with interpolation step-by-step, received 1.',
  );
});

test('the settings contain the interpolation', () => {
  for (const interpolation of ways)
    expect(spatialOf({ minScale: 0.35, interpolation }).settings).toMatchObject({ interpolation });
});
