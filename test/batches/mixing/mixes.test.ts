import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutMix, mixUp } from '../../../src/batches/index.ts';
import { pastePatches, patchBox } from '../../../src/batches/mixing/cut-mix.ts';
import { createRng, MillraceError, type ClassTargets } from '../../../src/core/index.ts';
import { tf, type Tensor4D } from '../../../src/engine/index.ts';
import { expectNoLeaks } from '../../support/made-batches.ts';
import { holds } from '../../support/properties.ts';
import { mixedOf } from '../../support/targets.ts';

const classes = (...all: readonly number[]): ClassTargets => ({
  _tag: 'ClassTargets',
  classes: Int32Array.from(all),
});
const draws = (seed: number) => createRng(seed).draws();

describe('mixUp', () => {
  test('each image keeps a weight of at least 0.5', () => {
    tf.tidy(() => {
      const values = [0, 1, 10, 100];
      const images = tf.tensor4d(values, [4, 1, 1, 1]);
      for (let seed = 0; seed < 20; seed++) {
        const { images: blends, targets } = mixUp(0.4).mix(images, classes(0, 1, 2, 3), draws(seed));
        const { weights, others } = mixedOf(targets);
        const mixed = blends.dataSync();
        weights.forEach((weight, i) => {
          expect(weight).toBeGreaterThanOrEqual(0.5);
          const other = values[others[i]!]!;
          expect(mixed[i]).toBeCloseTo(weight * values[i]! + (1 - weight) * other, 4);
        });
        expect([...others].sort()).toEqual([0, 1, 2, 3]);
      }
    });
  });

  test('a batch of one image does not change', () => {
    tf.tidy(() => {
      const { images, targets } = mixUp().mix(tf.tensor4d([7], [1, 1, 1, 1]), classes(3), draws(1));
      expect([...images.dataSync()]).toEqual([7]);
      expect([...mixedOf(targets).others]).toEqual([3]);
    });
  });

  test('a small alpha hardly mixes; a large one mixes evenly', () => {
    const mean = (alpha: number): number => {
      const targets = classes(...Array<number>(200).fill(0));
      let sum = 0;
      tf.tidy(() => {
        const { weights } = mixedOf(mixUp(alpha).mix(tf.zeros([200, 1, 1, 1]), targets, draws(3)).targets);
        for (const weight of weights) sum += weight;
      });
      return sum / 200;
    };
    expect(mean(0.01)).toBeGreaterThan(0.97);
    expect(mean(1000)).toBeLessThan(0.52);
  });
});

describe('cutMix', () => {
  test('the patch is inside the image, and its area is at most 1 − weight', () => {
    holds(
      fc.property(
        fc.record({ height: fc.integer({ min: 1, max: 40 }), width: fc.integer({ min: 1, max: 40 }) }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (size, weight, across, down) => {
          const centre = { x: Math.floor(across * size.width), y: Math.floor(down * size.height) };
          const { left, top, height, width } = patchBox(size, weight, centre);
          expect(Math.min(left, top, height, width)).toBeGreaterThanOrEqual(0);
          expect(left + width).toBeLessThanOrEqual(size.width);
          expect(top + height).toBeLessThanOrEqual(size.height);
          expect(height * width).toBeLessThanOrEqual(
            (1 - weight) * size.height * size.width + size.height + size.width,
          );
        },
      ),
    );
  });

  test('the patch shows the other image, the rest its own', () => {
    tf.tidy(() => {
      const images: Tensor4D = tf.concat([tf.zeros([1, 6, 8, 1]), tf.ones([1, 6, 8, 1])]);
      const { images: mixed, targets } = pastePatches(images, classes(0, 1), {
        weight: 0.75,
        centre: { x: 4, y: 3 },
        shuffle: [1, 0],
      });
      // Half of the sides: 3 → 1 row to each side, 4 → 2 columns; 2 × 4 of 48 pixels.
      expect(mixedOf(targets).weights[0]).toBeCloseTo(1 - 8 / 48, 6);
      const [first, second] = tf.split(mixed, 2).map((each) => [...each.dataSync()]);
      expect(first!.reduce((sum, value) => sum + value, 0)).toBe(8);
      expect(first![2 * 8 + 2]).toBe(1);
      expect(first![2 * 8 + 1]).toBe(0);
      expect(second!.map((value) => 1 - value)).toEqual(first);
    });
  });

  test('an image of one pixel does not change', () => {
    tf.tidy(() => {
      const { images, targets } = cutMix().mix(tf.tensor4d([7], [1, 1, 1, 1]), classes(3), draws(1));
      expect([...images.dataSync(), ...mixedOf(targets).weights]).toEqual([7, 1]);
    });
  });
});

test.each([0, -1, NaN, Infinity])('rejects alpha %s by name', (alpha) => {
  for (const [name, mix] of [
    ['mixUp alpha', mixUp],
    ['cutMix alpha', cutMix],
  ] as const)
    expect(() => mix(alpha)).toThrow(
      new MillraceError({
        _tag: 'BadOption',
        where: name,
        expected: 'a number above 0',
        received: String(alpha),
        advice: '',
      }),
    );
});

test('a mix leaks no tensor', () => {
  expectNoLeaks(() => {
    const images: Tensor4D = tf.ones([3, 5, 4, 3]);
    for (const mix of [mixUp(), cutMix()])
      tf.tidy(() => mix.mix(images, classes(0, 1, 2), draws(2)).images).dispose();
    images.dispose();
  });
});
