import { describe, expect, test } from 'vitest';
import type { Draw, ImageSize } from '../../src/core/index.ts';
import { itemTransformOf, randomResizedCrop, resize, type ItemTransform } from '../../src/items/index.ts';
import { itemSteps } from '../../src/items/item-plan.ts';
import { drawOf } from './fake-files.ts';

const wide = { height: 100, width: 200 };
const square = { height: 100, width: 100 };

const isFixed = (transform: ItemTransform): boolean => transform.isFixed ?? false;

/** Returns the steps of a training image, which must be random. */
const chosen = (transform: ItemTransform, size: ImageSize, ...numbers: number[]) => {
  const steps = transform.choose(size, drawOf(numbers).draw);
  if (steps === null) throw new Error('no choice');
  return steps;
};

describe('resize', () => {
  test('crop is random in training and centred in validation', () => {
    const target = { height: 50, width: 50 };
    expect(resize(50).steps(wide)).toEqual([
      { box: { left: 50, top: 0, height: 100, width: 100 }, padMode: 'reflection', resizeTo: target },
    ]);
    expect(chosen(resize(50), wide, 0.25, 0.9)[0]?.box).toMatchObject({ left: 25, top: 0 });
  });

  test('the box of pad extends beyond the image', () => {
    const [step] = resize([50, 50], { method: 'pad', padMode: 'zeros' }).steps(wide);
    expect(step).toMatchObject({ box: { left: 0, top: -50, height: 200, width: 200 }, padMode: 'zeros' });
    expect(chosen(resize(50, { method: 'pad' }), wide, 0.5, 0.1)[0]?.box.top).toBe(-10);
  });

  test('squish takes the full image and no draw', () => {
    const squish = resize(50, { method: 'squish' });
    expect(squish.choose(wide, drawOf([]).draw)).toBeNull();
    expect(squish.steps(wide)[0]?.box).toEqual({ left: 0, top: 0, ...wide });
  });

  test('with the position centre, training is as validation, without a draw', () => {
    for (const method of ['crop', 'pad'] as const) {
      const centred = resize(50, { method, position: 'centre' });
      const { draw, left } = drawOf([]);
      expect(centred.choose(wide, draw)).toBeNull();
      expect(left()).toBe(0);
      expect(centred.steps(wide)).toEqual(resize(50, { method }).steps(wide));
      expect(itemTransformOf(centred)?.settings).toEqual({ ...resize(50, { method }).settings, position: 'centre' }); // prettier-ignore
    }
  });

  test('is fixed if it draws nothing', () => {
    expect([resize(50), resize(50, { method: 'pad' }), randomResizedCrop(32)].map(isFixed)).not.toContain(
      true,
    );
    expect([resize(50, { method: 'squish' }), resize(50, { position: 'centre' })].map(isFixed)).toEqual([
      true,
      true,
    ]);
  });

  test('model files hold a position only if it is not random, and a valid one', () => {
    expect(resize(50).settings).toEqual({ size: [50, 50], method: 'crop', padMode: 'reflection' });
    const settings = { ...resize(50).settings, position: 'left' };
    expect(() => itemTransformOf({ name: 'resize', settings })).toThrow('a valid position');
  });

  test('with at most one pixel to spare there is no choice, but two draws, as always', () => {
    for (const method of ['crop', 'pad'] as const)
      for (const size of [square, { height: 101, width: 100 }]) {
        const { draw, left } = drawOf([0.99, 0.99]);
        expect(resize(50, { method }).choose(size, draw)).toBeNull();
        expect(left()).toBe(0);
        expect(resize(50, { method }).steps(size)[0]?.box).toMatchObject({ left: 0, top: 0 });
      }
    expect(chosen(resize(50), { height: 102, width: 100 }, 0, 0.5)[0]?.box.top).toBe(1);
  });

  test('positions are never -0', () => {
    const [step] = chosen(resize(50, { method: 'pad' }), wide, 0, 0.001);
    expect([Object.is(step?.box.left, 0), Object.is(step?.box.top, 0)]).toEqual([true, true]);
  });
});

describe('randomResizedCrop', () => {
  test('a centred square of half the area', () => {
    // Area 0.5 · 200 · 100 = 10000, shape 1: 100 × 100; left 0.5 · 101 = 50.5.
    const crop = randomResizedCrop(32, { minScale: 0, maxScale: 1, ratio: [0.5, 2] });
    expect(chosen(crop, wide, 0.5, 0.5, 0.5, 0.5)).toEqual([
      {
        box: { left: 50, top: 0, height: 100, width: 100 },
        padMode: 'zeros',
        resizeTo: { height: 32, width: 32 },
      },
    ]);
  });

  test('retries a box that does not fit, with two draws each time', () => {
    const { draw, left } = drawOf([1 - 1e-9, 0.5, 0.5, 0.5, 0, 0]);
    randomResizedCrop(32, { minScale: 0, maxScale: 1, ratio: [0.5, 2] }).choose(wide, draw);
    expect(left()).toBe(0);
  });

  test('in validation, valXtra 0 squishes the image once', () => {
    expect(randomResizedCrop(32, { valXtra: 0 }).steps(wide)).toEqual([
      { box: { left: 0, top: 0, ...wide }, padMode: 'zeros', resizeTo: { height: 32, width: 32 } },
    ]);
  });
});

test('transforms describe themselves as plain data, with defaults filled in', () => {
  const described = [resize([48, 64]), randomResizedCrop(32, { minScale: 0.35 })].map(
    ({ name, settings, outputSize }) => ({ name, settings, outputSize }),
  );
  expect(described).toEqual([
    {
      name: 'resize',
      settings: { size: [48, 64], method: 'crop', padMode: 'reflection' },
      outputSize: { height: 48, width: 64 },
    },
    {
      name: 'randomResizedCrop',
      settings: { size: [32, 32], minScale: 0.35, maxScale: 1, ratio: [3 / 4, 4 / 3], valXtra: 0.14 },
      outputSize: { height: 32, width: 32 },
    },
  ]);
  expect(JSON.parse(JSON.stringify(described))).toEqual(described);
});

describe('itemSteps', () => {
  const steps = (transforms: readonly ItemTransform[], draw: Draw | null) =>
    itemSteps(transforms, wide, draw);

  test('no transforms give no steps', () => {
    expect(steps([], null)).toEqual({ steps: [], isRandom: false });
  });

  test('each transform receives the size that the previous one produces', () => {
    const { steps: all, isRandom } = steps([resize([60, 80]), randomResizedCrop(32), resize(16)], null);
    expect(all.map(({ resizeTo }) => [resizeTo.height, resizeTo.width])).toEqual([
      [60, 80],
      [40, 40],
      [32, 32],
      [16, 16],
    ]);
    expect(all[1]?.box).toEqual({ left: 0, top: 0, height: 60, width: 80 });
    expect(all[3]?.box).toEqual({ left: 0, top: 0, height: 32, width: 32 });
    expect(isRandom).toBe(false);
  });

  test('one choice makes the steps random; the draws follow each other', () => {
    const { draw, left } = drawOf([0.5, 0.5, 0.25, 0.5]);
    // The second image is a square: its draws have no effect.
    const { steps: all, isRandom } = steps([resize(50), resize(20)], draw);
    expect(isRandom).toBe(true);
    expect(all.map(({ box }) => box.left)).toEqual([50, 0]);
    expect(left()).toBe(0);
    expect(steps([resize(50, { method: 'squish' })], drawOf([]).draw).isRandom).toBe(false);
  });
});
