import { describe, expect, test } from 'vitest';
import { itemPlan, randomResizedCrop, resize, type ItemContext } from '../../src/items/index.ts';
import { drawOf } from './fake-files.ts';

const valid: ItemContext = { split: 'valid', draw: drawOf([]).draw };
const train = (...numbers: number[]): ItemContext => ({ split: 'train', draw: drawOf(numbers).draw });
const wide = { height: 100, width: 200 };

describe('resize', () => {
  test('crop is random in training and centred in validation', () => {
    const target = { height: 50, width: 50 };
    expect(resize(50)(wide, valid)).toEqual([
      { box: { left: 50, top: 0, height: 100, width: 100 }, padMode: 'reflection', resizeTo: target },
    ]);
    expect(resize(50)(wide, train(0.25, 0.9))[0]?.box).toMatchObject({ left: 25, top: 0 });
  });

  test('the box of pad extends beyond the image', () => {
    const [step] = resize([50, 50], { method: 'pad', padMode: 'zeros' })(wide, valid);
    expect(step).toMatchObject({ box: { left: 0, top: -50, height: 200, width: 200 }, padMode: 'zeros' });
    expect(resize(50, { method: 'pad' })(wide, train(0.5, 0.1))[0]?.box.top).toBe(-10);
  });

  test('squish takes the full image and no draw', () => {
    expect(resize(50, { method: 'squish' })(wide, train())[0]?.box).toEqual({ left: 0, top: 0, ...wide });
  });

  test('positions are never -0', () => {
    const [step] = resize(50, { method: 'pad' })(wide, train(0, 0.001));
    expect([Object.is(step?.box.left, 0), Object.is(step?.box.top, 0)]).toEqual([true, true]);
  });
});

describe('randomResizedCrop', () => {
  test('a centred square of half the area', () => {
    // Area 0.5 · 200 · 100 = 10000, shape 1: 100 × 100; left 0.5 · 101 = 50.5.
    const crop = randomResizedCrop(32, { minScale: 0, maxScale: 1, ratio: [0.5, 2] });
    expect(crop(wide, train(0.5, 0.5, 0.5, 0.5))).toEqual([
      {
        box: { left: 50, top: 0, height: 100, width: 100 },
        padMode: 'zeros',
        resizeTo: { height: 32, width: 32 },
      },
    ]);
  });

  test('retries a box that does not fit, with two draws each time', () => {
    const { draw, left } = drawOf([1 - 1e-9, 0.5, 0.5, 0.5, 0, 0]);
    randomResizedCrop(32, { minScale: 0, maxScale: 1, ratio: [0.5, 2] })(wide, { split: 'train', draw });
    expect(left()).toBe(0);
  });

  test('in validation, valXtra 0 squishes the image once', () => {
    expect(randomResizedCrop(32, { valXtra: 0 })(wide, valid)).toEqual([
      { box: { left: 0, top: 0, ...wide }, padMode: 'zeros', resizeTo: { height: 32, width: 32 } },
    ]);
  });
});

describe('itemPlan', () => {
  test('no transforms give no steps', () => {
    expect(itemPlan([], valid)(wide)).toEqual([]);
  });

  test('each transform receives the size that the previous one produces', () => {
    const steps = itemPlan([resize([60, 80]), randomResizedCrop(32), resize(16)], valid)(wide);
    expect(steps.map(({ resizeTo }) => [resizeTo.height, resizeTo.width])).toEqual([
      [60, 80],
      [40, 40],
      [32, 32],
      [16, 16],
    ]);
    expect(steps[1]?.box).toEqual({ left: 0, top: 0, height: 60, width: 80 });
    expect(steps[3]?.box).toEqual({ left: 0, top: 0, height: 32, width: 32 });
  });
});
