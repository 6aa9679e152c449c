import { describe, expect, test } from 'vitest';
import { cutBox } from '../../../src/core/pixels/index.ts';
import { greyRows, greysOf, randomPixels } from '../../io/images/random-pixels.ts';

const image = greyRows([
  [1, 2, 3],
  [4, 5, 6],
]);
const around = { left: -2, top: -1, height: 4, width: 7 };

describe('cutBox', () => {
  test('cuts a box inside the image', () => {
    expect(greysOf(cutBox(image, { left: 1, top: 1, height: 1, width: 2 }, 'zeros'))).toEqual([[5, 6]]);
  });

  test('zeros pads with black', () => {
    expect(greysOf(cutBox(image, around, 'zeros'))).toEqual([
      [0, 0, 0, 0, 0, 0, 0],
      [0, 0, 1, 2, 3, 0, 0],
      [0, 0, 4, 5, 6, 0, 0],
      [0, 0, 0, 0, 0, 0, 0],
    ]);
  });

  test('border repeats the outermost pixels', () => {
    expect(greysOf(cutBox(image, around, 'border'))).toEqual([
      [1, 1, 1, 2, 3, 3, 3],
      [1, 1, 1, 2, 3, 3, 3],
      [4, 4, 4, 5, 6, 6, 6],
      [4, 4, 4, 5, 6, 6, 6],
    ]);
  });

  test('reflection does not repeat the outermost pixels', () => {
    expect(greysOf(cutBox(image, around, 'reflection'))).toEqual([
      [6, 5, 4, 5, 6, 5, 4],
      [3, 2, 1, 2, 3, 2, 1],
      [6, 5, 4, 5, 6, 5, 4],
      [3, 2, 1, 2, 3, 2, 1],
    ]);
  });

  test('reflection goes back and forth if the padding is wider than the image', () => {
    const row = cutBox(greyRows([[1, 2, 3]]), { left: -5, top: 0, height: 1, width: 13 }, 'reflection');
    expect(greysOf(row)).toEqual([[2, 1, 2, 3, 2, 1, 2, 3, 2, 1, 2, 3, 2]]);
  });

  test('a single pixel is repeated', () => {
    const pixel = greyRows([[9]]);
    expect(greysOf(cutBox(pixel, { left: -2, top: -1, height: 2, width: 4 }, 'reflection'))).toEqual([
      [9, 9, 9, 9],
      [9, 9, 9, 9],
    ]);
  });

  test('the channels are kept separate and the image is not changed', () => {
    const noise = randomPixels(3, 2, 1);
    const before = noise.data.slice();
    expect(cutBox(noise, { left: 0, top: 0, height: 3, width: 2 }, 'border')).toEqual(noise);
    const left = cutBox(noise, { left: -1, top: 0, height: 1, width: 2 }, 'border').data;
    expect([...left]).toEqual([...before.slice(0, 3), ...before.slice(0, 3)]);
    expect(noise.data).toEqual(before);
  });
});
