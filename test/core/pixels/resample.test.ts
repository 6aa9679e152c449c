import { describe, expect, test } from 'vitest';
import { at, createRng, integer, type Pixels } from '../../../src/core/index.ts';
import { resample } from '../../../src/core/pixels/index.ts';
import { greyRows, greysOf, randomPixels } from '../../io/images/random-pixels.ts';

/** Returns the box that covers an image. */
const boxOf = ({ height, width }: Pixels) => ({ left: 0, top: 0, height, width });

/** Computes one output value in floating point, without rounding between the passes. */
function exact(
  { data, height, width }: Pixels,
  y: number,
  x: number,
  channel: number,
  size: [number, number],
): number {
  const triangle = (position: number, i: number, length: number, count: number): number => {
    const scale = length / count;
    return Math.max(0, 1 - Math.abs(i + 0.5 - (position + 0.5) * scale) / Math.max(1, scale));
  };
  let [sum, weights] = [0, 0];
  for (let row = 0; row < height; row++) {
    const vertical = triangle(y, row, height, size[0]);
    if (vertical === 0) continue;
    for (let column = 0; column < width; column++) {
      const weight = vertical * triangle(x, column, width, size[1]);
      sum += weight * at(data, (row * width + column) * 3 + channel);
      weights += weight;
    }
  }
  return sum / weights;
}

describe('resample', () => {
  test('halving a row weighs its pixels 3 : 3 : 1', () => {
    // The triangle of output 0 has its centre at 1 and extends 2 to each side: pixels 0, 1, 2 weigh 3/4, 3/4, 1/4.
    expect(
      greysOf(
        resample(
          greyRows([[10, 20, 200, 90]]),
          { left: 0, top: 0, height: 1, width: 4 },
          { height: 1, width: 2 },
        ),
      ),
    ).toEqual([[Math.round((30 + 60 + 200) / 7), Math.round((20 + 600 + 270) / 7)]]);
  });

  test('doubling a column mixes neighbours 3 : 1 and keeps the ends', () => {
    const column = resample(
      greyRows([[0], [100]]),
      { left: 0, top: 0, height: 2, width: 1 },
      { height: 4, width: 1 },
    );
    expect(greysOf(column)).toEqual([[0], [25], [75], [100]]);
  });

  test('a constant image stays constant; resizing to the same size changes nothing', () => {
    for (const value of [0, 1, 127, 255]) {
      const constant = { height: 31, width: 17, data: new Uint8Array(31 * 17 * 3).fill(value) };
      const resized = resample(constant, boxOf(constant), { height: 13, width: 40 });
      expect(new Set(resized.data)).toEqual(new Set([value]));
    }
    const noise = randomPixels(9, 7, 1);
    expect(resample(noise, boxOf(noise), { height: 9, width: 7 })).toEqual(noise);
  });

  test('pixels outside the box have no influence', () => {
    const image = greyRows([
      [255, 255, 255, 255],
      [255, 40, 80, 255],
      [255, 40, 80, 255],
    ]);
    const box = { left: 1, top: 1, height: 2, width: 2 };
    expect(greysOf(resample(image, box, { height: 1, width: 1 }))).toEqual([[60]]);
  });

  const draw = createRng(5).draws();
  const sizes = Array.from({ length: 40 }, () => Array.from({ length: 4 }, () => 1 + integer(draw, 70)));
  test.each(sizes)(
    'noise of %d × %d resized to %d × %d is within 1 of the exact values',
    (height, width, high, wide) => {
      const image = randomPixels(height, width, height);
      const { data } = resample(image, boxOf(image), { height: high, width: wide });
      let worst = 0;
      for (let i = 0; i < data.length; i += 7) {
        const [y, x] = [Math.floor(i / 3 / wide), Math.floor(i / 3) % wide];
        worst = Math.max(worst, Math.abs(at(data, i) - exact(image, y, x, i % 3, [high, wide])));
      }
      // Half a unit of rounding in each of two passes.
      expect(worst).toBeLessThan(1.001);
    },
  );
});
