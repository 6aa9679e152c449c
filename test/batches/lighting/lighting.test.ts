import { describe, expect, test } from 'vitest';
import { lighting } from '../../../src/batches/index.ts';
import { adjustLighting } from '../../../src/batches/lighting/adjust-lighting.ts';
import { applyTransform, contextOf, imageTensor, valuesOf } from '../../support/made-images.ts';

/** Computed with odds instead of logits: brightness multiplies them, contrast is their exponent. */
const byOdds = (value: number, brightness: number, contrast: number): number => {
  const odds = ((value / (1 - value)) * (brightness / (1 - brightness))) ** contrast;
  return odds / (1 + odds);
};

const seen = (values: readonly number[], brightness: number, contrast: number): readonly number[] => {
  const images = imageTensor([1, 1, values.length], (_, x) => values[x]!);
  const output = adjustLighting(images, { brightness: [brightness], contrast: [contrast] });
  images.dispose();
  return valuesOf(output).all;
};

const close = (values: readonly number[], digits = 5) =>
  values.map((value) => expect.closeTo(value, digits) as number);

describe('adjustLighting', () => {
  const greys = [0.05, 0.3, 0.5, 0.8, 0.99];

  test.each([
    [0.6, 1],
    [0.4, 1],
    [0.5, 1.25],
    [0.5, 0.8],
    [0.7, 0.5],
  ])('brightness %d, contrast %d', (brightness, contrast) => {
    expect(seen(greys, brightness, contrast)).toEqual(
      close(greys.map((value) => byOdds(value, brightness, contrast))),
    );
  });

  test('neutral draws change nothing; contrast 0 gives grey; black and white stay', () => {
    expect(seen(greys, 0.5, 1)).toEqual(close(greys));
    expect(seen(greys, 0.5, 0)).toEqual(close([0.5, 0.5, 0.5, 0.5, 0.5]));
    expect(seen([0, 1], 0.6, 1.2)).toEqual(close([0, 1], 4));
  });

  test('each image has its own brightness and contrast', () => {
    const images = imageTensor([3, 1, 1], () => 0.25);
    const output = adjustLighting(images, { brightness: [0.5, 0.75, 0.5], contrast: [1, 1, 2] });
    images.dispose();
    // Odds 1/3; times 3; squared.
    expect(valuesOf(output).all).toEqual(close([0.25, 0.5, 0.1]));
  });
});

describe('lighting', () => {
  const files = Array.from({ length: 300 }, (_, i) => i);
  const draws = (transform: ReturnType<typeof lighting>) => {
    const output = applyTransform(
      transform,
      imageTensor([300, 1, 2], (_, x) => (x === 0 ? 0.5 : 0.8)),
      contextOf({ files }),
    );
    const logit = (value: number): number => Math.log(value / (1 - value));
    // Contrast does not change grey, so the grey pixel shows the brightness alone.
    return files.map((n) => {
      const [grey, light] = [logit(output.at(n, 0, 0)), logit(output.at(n, 0, 1))];
      const contrast = (light - grey) / logit(0.8);
      return { contrast, brightness: 1 / (1 + Math.exp(-grey / contrast)) };
    });
  };

  test("draws brightness and contrast from fastai's ranges", () => {
    const drawn = draws(lighting({ p: 1, maxLighting: 0.4 }));
    for (const [values, low, high] of [
      [drawn.map(({ brightness }) => brightness), 0.3, 0.7],
      [drawn.map(({ contrast }) => contrast), 0.6, 1 / 0.6],
    ] as const) {
      const margin = 0.05 * (high - low);
      const [lowest, highest] = [Math.min(...values), Math.max(...values)];
      expect(lowest).toBeGreaterThan(low - 1e-4);
      expect(lowest).toBeLessThan(low + margin);
      expect(highest).toBeLessThan(high + 1e-4);
      expect(highest).toBeGreaterThan(high - margin);
    }
  });

  test('p is the probability of each change', () => {
    const drawn = draws(lighting({ p: 0.75, maxLighting: 0.9 }));
    const fraction = (changed: (draw: { contrast: number; brightness: number }) => boolean): number =>
      drawn.filter(changed).length / drawn.length;
    expect(fraction(({ brightness }) => Math.abs(brightness - 0.5) > 1e-4)).toBeCloseTo(0.75, 1);
    expect(fraction(({ contrast }) => Math.abs(contrast - 1) > 1e-4)).toBeCloseTo(0.75, 1);
  });

  test('with batch, all images share one draw', () => {
    const drawn = draws(lighting({ p: 1, batch: true }));
    expect(new Set(drawn.map((draw) => JSON.stringify(draw))).size).toBe(1);
  });

  test.each([
    ['p 0', { p: 0 }, 'train'],
    ['maxLighting 0', { p: 1, maxLighting: 0 }, 'train'],
    ['validation', { p: 1 }, 'valid'],
  ] as const)('%s changes nothing', (_, options, split) => {
    const output = applyTransform(
      lighting(options),
      imageTensor([1, 2, 2], (y, x) => 0.2 + 0.3 * y + 0.1 * x),
      contextOf({ split }),
    );
    expect(output.all).toEqual(close([0.2, 0.3, 0.5, 0.6]));
  });
});
