import { describe, expect, test } from 'vitest';
import { createRng, integer, type Pixels } from '../../../src/core/index.ts';
import { resample } from '../../../src/io/images/resample.ts';
import { greyRows, greysOf, randomPixels } from './random-pixels.ts';

const whole = ({ height, width }: Pixels) => ({ left: 0, top: 0, height, width });

/** The rule in real numbers, one output value at a time, without rounding between the passes. */
function exact(
  { data, height, width }: Pixels,
  y: number,
  x: number,
  channel: number,
  size: [number, number],
): number {
  const tent = (position: number, i: number, length: number, count: number): number => {
    const scale = length / count;
    return Math.max(0, 1 - Math.abs(i + 0.5 - (position + 0.5) * scale) / Math.max(1, scale));
  };
  let [sum, weights] = [0, 0];
  for (let row = 0; row < height; row++) {
    const vertical = tent(y, row, height, size[0]);
    if (vertical === 0) continue;
    for (let column = 0; column < width; column++) {
      const weight = vertical * tent(x, column, width, size[1]);
      sum += weight * (data[(row * width + column) * 3 + channel] ?? 0);
      weights += weight;
    }
  }
  return sum / weights;
}

describe('resample', () => {
  test('halving a row weighs three to one towards the middle', () => {
    // The tent of output 0 is centred at 1 and reaches 2 to each side: pixels 0, 1, 2 weigh 3/4, 3/4, 1/4.
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

  test('doubling a column mixes neighbours three to one, and keeps the ends', () => {
    const column = resample(
      greyRows([[0], [100]]),
      { left: 0, top: 0, height: 2, width: 1 },
      { height: 4, width: 1 },
    );
    expect(greysOf(column)).toEqual([[0], [25], [75], [100]]);
  });

  test('a constant image stays constant, and the same size the same image', () => {
    for (const value of [0, 1, 127, 255]) {
      const constant = { height: 31, width: 17, data: new Uint8Array(31 * 17 * 3).fill(value) };
      const resized = resample(constant, whole(constant), { height: 13, width: 40 });
      expect(new Set(resized.data)).toEqual(new Set([value]));
    }
    const noise = randomPixels(9, 7, 1);
    expect(resample(noise, whole(noise), { height: 9, width: 7 })).toEqual(noise);
  });

  test('what is outside of the box does not count', () => {
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
    'noise of %d × %d to %d × %d agrees with the rule within 1',
    (height, width, high, wide) => {
      const image = randomPixels(height, width, height);
      const { data } = resample(image, whole(image), { height: high, width: wide });
      let worst = 0;
      for (let i = 0; i < data.length; i += 7) {
        const [y, x] = [Math.floor(i / 3 / wide), Math.floor(i / 3) % wide];
        worst = Math.max(worst, Math.abs((data[i] ?? 0) - exact(image, y, x, i % 3, [high, wide])));
      }
      // Half a unit of rounding in each of two passes.
      expect(worst).toBeLessThan(1.001);
    },
  );
});
