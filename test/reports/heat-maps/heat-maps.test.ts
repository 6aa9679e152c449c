import { describe, expect, test } from 'vitest';
import type { Explanation, HeatMap, Pixels } from '../../../src/core/index.ts';
import { heatColour } from '../../../src/reports/heat-maps/heat-colour.ts';
import { enlargedMap, explanationPage, heatOverlay, scaledPixels } from '../../../src/reports/index.ts';

const map: HeatMap = { height: 2, width: 2, values: [0, 4, 2, 0] };

describe('enlargedMap', () => {
  test('interpolates between the centres of the values, and divides by the maximum', () => {
    // Centres lie at 1 and 3 of the four new pixels; the weights of the right column are 0, 1/4, 3/4, 1.
    const rows = [
      [0, 0.25, 0.75, 1],
      [0.125, 0.25 * 0.75 + 0.125 * 0.75, 0.75 * 0.75 + 0.125 * 0.25, 0.75],
      [0.375, 0.25 * 0.25 + 0.375 * 0.75, 0.75 * 0.25 + 0.375 * 0.25, 0.25],
      [0.5, 0.375, 0.125, 0],
    ];
    const enlarged = enlargedMap(map, { height: 4, width: 4 });
    rows.flat().forEach((value, i) => {
      expect(enlarged[i]).toBeCloseTo(value, 10);
    });
  });

  test('a single value covers the image; zeros stay zero', () => {
    expect([...enlargedMap({ height: 1, width: 1, values: [3] }, { height: 2, width: 3 })]).toEqual([1, 1, 1, 1, 1, 1]); // prettier-ignore
    expect([...enlargedMap({ height: 1, width: 2, values: [0, 0] }, { height: 1, width: 2 })]).toEqual([
      0, 0,
    ]);
  });

  test('at its own size, the map is only divided by its maximum', () => {
    expect([...enlargedMap(map, map)]).toEqual([0, 1, 0.5, 0]);
  });
});

test('the lightness of the colours rises with the value; values outside 0..1 have the colours of the ends', () => {
  const lightness = (value: number): number => {
    const [red, green, blue] = heatColour(value).map((each) => (each / 255) ** 2.2) as [
      number,
      number,
      number,
    ];
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  for (let i = 1; i <= 50; i++) expect(lightness(i / 50)).toBeGreaterThan(lightness((i - 1) / 50));
  expect(heatColour(0)).toEqual([0, 0, 4]);
  expect(heatColour(1)).toEqual([252, 255, 164]);
  expect([heatColour(-1), heatColour(2)]).toEqual([heatColour(0), heatColour(1)]);
  // Halfway between #a52c60 and #781c6d.
  expect(heatColour(3.5 / 9)).toEqual([143, 36, 103]);
});

test('an overlay is 0.4 of the grey image and 0.6 of the colour', () => {
  const pixels: Pixels = { height: 1, width: 2, data: Uint8Array.of(255, 0, 0, 255, 255, 255) };
  const { data, ...size } = heatOverlay(pixels, { height: 1, width: 2, values: [0, 5] });
  expect(size).toEqual({ height: 1, width: 2 });
  // Red has the grey 0.299 · 255 = 76.245.
  expect([...data.subarray(0, 3)]).toEqual([30, 30, 33].map((grey, i) => (i < 2 ? grey : 30.498 + 0.6 * 4)).map(Math.round)); // prettier-ignore
  expect([...data.subarray(3)]).toEqual([252, 255, 164].map((colour) => Math.round(102 + 0.6 * colour)));
});

describe('scaledPixels', () => {
  const grey = (height: number, width: number, values: readonly number[]): Pixels => ({
    height,
    width,
    data: Uint8Array.from(values.flatMap((value) => [value, value + 1, value + 2])),
  });

  test('shrinks by means, also by a fraction', () => {
    expect(scaledPixels(grey(2, 4, [0, 10, 20, 30, 40, 50, 60, 70]), { height: 1, width: 2 })).toEqual(
      grey(1, 2, [25, 45]),
    );
    expect(scaledPixels(grey(1, 3, [0, 100, 200]), { height: 1, width: 2 })).toEqual(grey(1, 2, [0, 150]));
  });

  test('enlarges to squares', () => {
    expect(scaledPixels(grey(1, 2, [3, 7]), { height: 2, width: 4 })).toEqual(
      grey(2, 4, [3, 3, 7, 7, 3, 3, 7, 7]),
    );
    expect(scaledPixels(grey(1, 2, [3, 7]), { height: 1, width: 3 }).data).toHaveLength(9);
  });
});

describe('explanationPage', () => {
  const explanation: Explanation = {
    path: '/photos/a b.jpg',
    label: 'tench',
    probability: 0.98765,
    pixels: { height: 64, width: 128, data: new Uint8Array(64 * 128 * 3) },
    map,
  };

  test('shows the input and the overlay at equal sizes, with the name, the class and the probability', () => {
    const { images, texts } = explanationPage(explanation);
    expect(texts.map(({ text }) => text)).toEqual([
      'a b.jpg: tench 0.9877',
      'input, 64 × 128',
      'evidence for tench, 2 × 2',
    ]);
    expect(images.map(({ pixels: { height, width } }) => [height, width])).toEqual([
      [192, 384],
      [192, 384],
    ]);
    expect(images[0]!.pixels.data).not.toEqual(images[1]!.pixels.data);
  });

  test('says if nothing in the image speaks for the class', () => {
    const { texts } = explanationPage({ ...explanation, map: { height: 1, width: 1, values: [0] } });
    expect(texts.at(-1)?.text).toBe('no evidence for tench, 1 × 1');
  });
});
