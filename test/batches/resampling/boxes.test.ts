import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cropBox, cropBoxOptions } from '../../../src/batches/resampling/crop-box.ts';
import { createRng, roundHalfToEven, type Box, type ImageSize } from '../../../src/core/index.ts';
import { randomResizedCrop, resize, type ItemTransform } from '../../../src/items/index.ts';
import { holds } from '../../support/properties.ts';

const side = fc.integer({ min: 1, max: 400 });
const size = fc.record({ height: side, width: side });
const target = fc.tuple(side, side);
const seed = fc.integer();
const fraction = fc.double({ min: 0.001, max: 1, noNaN: true });
const pair = (min: number, max: number) =>
  fc
    .tuple(fc.double({ min, max, noNaN: true }), fc.double({ min, max, noNaN: true }))
    .map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b)]);
const scale = pair(0.001, 1);
const ratio = pair(0.05, 20);

const drawFrom = (from: number) => createRng(from).draws();
/** Returns the steps of an image in training and in validation. */
const allSteps = (transform: ItemTransform, image: ImageSize, from: number) => [
  transform.choose(image, drawFrom(from)) ?? transform.steps(image),
  transform.steps(image),
];

const isInside = ({ left, top, height, width }: Box, image: ImageSize): boolean =>
  [left, top, height, width].every((value) => Number.isInteger(value)) &&
  [left, top].every((value) => value >= 0) &&
  [height, width].every((value) => value >= 1) &&
  left + width <= image.width &&
  top + height <= image.height;

describe('cropBox', () => {
  test('returns an integer box inside the image, for any size, scale and ratio', () => {
    holds(
      fc.property(
        size,
        scale,
        ratio,
        fraction,
        seed,
        (image, [minScale, maxScale], range, validScale, from) => {
          const options = cropBoxOptions({ minScale, maxScale, ratio: range, validScale });
          expect(isInside(cropBox(image, options, drawFrom(from)), image)).toBe(true);
          expect(isInside(cropBox(image, options, null), image)).toBe(true);
        },
      ),
      500,
    );
  });

  test('keeps area and aspect in range, up to rounding, if a box fits', () => {
    const large = fc.record({
      height: fc.integer({ min: 50, max: 400 }),
      width: fc.integer({ min: 50, max: 400 }),
    });
    holds(
      fc.property(
        large,
        pair(0.05, 0.2),
        pair(0.8, 1.25),
        seed,
        (image, [minScale, maxScale], range, from) => {
          const options = cropBoxOptions({ minScale, maxScale, ratio: range });
          const box = cropBox(image, options, drawFrom(from));
          const area = image.height * image.width;
          // If no box fits, the result has the full height or width.
          fc.pre(box.height < image.height && box.width < image.width);
          expect((box.height + 0.5) * (box.width + 0.5)).toBeGreaterThanOrEqual(minScale * area);
          expect((box.height - 0.5) * (box.width - 0.5)).toBeLessThanOrEqual(maxScale * area);
          expect((box.width + 0.5) / (box.height - 0.5)).toBeGreaterThanOrEqual(range[0]);
          expect((box.width - 0.5) / (box.height + 0.5)).toBeLessThanOrEqual(range[1]);
        },
      ),
    );
  });

  test('returns the full image for scale 1 and the aspect of the image', () => {
    holds(
      fc.property(size, seed, (image, from) => {
        const aspect = image.width / image.height;
        const options = cropBoxOptions({ minScale: 1, maxScale: 1, ratio: [aspect, aspect] });
        expect(cropBox(image, options, drawFrom(from))).toEqual({ left: 0, top: 0, ...image });
        expect(cropBox(image, options, null)).toEqual({ left: 0, top: 0, ...image });
      }),
    );
  });

  test('reaches every position', () => {
    const image = { height: 5, width: 6 };
    const options = cropBoxOptions({ minScale: 0.3, maxScale: 0.3, ratio: [1, 1] });
    const boxes = Array.from({ length: 100 }, (_, i) => cropBox(image, options, drawFrom(i)));
    // Sides of √9 = 3.
    expect(new Set(boxes.map(({ left }) => left))).toEqual(new Set([0, 1, 2, 3]));
    expect(new Set(boxes.map(({ top }) => top))).toEqual(new Set([0, 1, 2]));
  });

  test('roundHalfToEven rounds halves to the even number', () => {
    expect([0.5, 1.5, 2.5, 2.4, 2.6, 3].map(roundHalfToEven)).toEqual([0, 2, 2, 2, 3, 3]);
  });
});

describe('the boxes of item transforms', () => {
  test('a random crop is inside the image, in training and validation', () => {
    holds(
      fc.property(
        size,
        target,
        scale,
        pair(0.05, 20),
        seed,
        (image, to, [minScale, maxScale], range, from) => {
          const crop = randomResizedCrop(to, { minScale, maxScale, ratio: range });
          for (const steps of allSteps(crop, image, from)) {
            steps.reduce<ImageSize>((current, { box, resizeTo }) => {
              expect(isInside(box, current)).toBe(true);
              return resizeTo;
            }, image);
            expect(steps.at(-1)?.resizeTo).toEqual({ height: to[0], width: to[1] });
          }
        },
      ),
      500,
    );
  });

  test('a random crop reaches every position', () => {
    const crop = randomResizedCrop(3, { minScale: 0.3, maxScale: 0.3, ratio: [1, 1] });
    const boxes = Array.from({ length: 100 }, (_, i) =>
      crop.choose({ height: 5, width: 6 }, drawFrom(i))!.map(({ box }) => box),
    ).flat();
    expect(new Set(boxes.map(({ left }) => left))).toEqual(new Set([0, 1, 2, 3]));
    expect(new Set(boxes.map(({ top }) => top))).toEqual(new Set([0, 1, 2]));
  });

  test('a cropping resize is inside the image and as large as possible', () => {
    holds(
      fc.property(size, target, seed, (image, to, from) => {
        for (const [step] of allSteps(resize(to), image, from)) {
          expect(isInside(step!.box, image)).toBe(true);
          const { height, width } = step!.box;
          // Rounding down may remove a pixel, as in fastai.
          expect(height >= image.height - 1 || width >= image.width - 1).toBe(true);
        }
      }),
      500,
    );
  });

  test('a padding resize covers the image, up to rounding', () => {
    holds(
      fc.property(size, target, seed, (image, to, from) => {
        for (const [step] of allSteps(resize(to, { method: 'pad' }), image, from)) {
          const { left, top, height, width } = step!.box;
          expect(left <= 0 && top <= 0).toBe(true);
          expect(left + width >= image.width - 1 && top + height >= image.height - 1).toBe(true);
        }
      }),
      500,
    );
  });

  test('a squishing resize covers exactly the image', () => {
    holds(
      fc.property(size, target, seed, (image, to, from) => {
        for (const [step] of allSteps(resize(to, { method: 'squish' }), image, from))
          expect(step?.box).toEqual({ left: 0, top: 0, ...image });
      }),
    );
  });
});
