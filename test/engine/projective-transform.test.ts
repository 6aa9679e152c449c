import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/core/index.ts';
import { projectiveTransform, type Projection, type ProjectiveTransform } from '../../src/engine/index.ts';
import { extendByMirroring } from '../../src/engine/extend-by-mirroring.ts';
import { expectNoLeaks } from '../support/made-batches.ts';
import { imageTensor, valuesOf } from '../support/made-images.ts';

type Outside = ProjectiveTransform['outside'];
const modes: readonly Outside[] = ['zeros', 'border', 'mirror-centres', 'mirror-edges'];

/** Returns the pixel at a position of an infinitely extended axis, by counting steps; NaN is black. */
function within(position: number, length: number, outside: Outside): number {
  if (outside === 'zeros') return position >= 0 && position < length ? position + 0 : NaN;
  if (outside === 'border') return Math.min(Math.max(position, 0), length - 1);
  let [at, direction] = [0, 1];
  for (
    let steps = Math.abs(position < 0 && outside === 'mirror-edges' ? position + 1 : position);
    steps > 0;
    steps--
  ) {
    const next = at + direction;
    if (next >= 0 && next < length) {
      at = next;
      continue;
    }
    direction = -direction;
    // Mirroring at an edge repeats the pixel; mirroring at a centre does not, unless it is the only one.
    if (outside === 'mirror-centres' && length > 1) at += direction;
  }
  return at;
}

const value = (y: number, x: number, n: number, c: number): number =>
  1 + createRng(7).at(y, x, n, c).draws()();

/** Computes the transform pixel by pixel. */
function naive(
  [count, height, width, channels]: readonly [number, number, number, number],
  { projections, size, interpolation, outside }: ProjectiveTransform,
): number[] {
  const pixel = (y: number, x: number, n: number, c: number): number => {
    const [row, column] = [within(y, height, outside), within(x, width, outside)];
    return Number.isNaN(row + column) ? 0 : Math.fround(value(row, column, n, c));
  };
  const output: number[] = [];
  for (let n = 0; n < count; n++)
    for (let j = 0; j < size.height; j++)
      for (let i = 0; i < size.width; i++) {
        const p = projections[n]!;
        const w = p[6] * i + p[7] * j + p[8];
        const [x, y] = [(p[0] * i + p[1] * j + p[2]) / w, (p[3] * i + p[4] * j + p[5]) / w];
        for (let c = 0; c < channels; c++) {
          if (interpolation === 'nearest') {
            output.push(pixel(Math.round(y), Math.round(x), n, c));
            continue;
          }
          const [top, left] = [Math.floor(y), Math.floor(x)];
          let sum = 0;
          for (const row of [top, top + 1])
            for (const column of [left, left + 1])
              sum += (1 - Math.abs(y - row)) * (1 - Math.abs(x - column)) * pixel(row, column, n, c);
          output.push(sum);
        }
      }
  return output;
}

type Shape = readonly [number, number, number, number];

function check(shape: Shape, transform: ProjectiveTransform): void {
  const images = imageTensor(shape, value);
  const output = projectiveTransform(images, transform);
  images.dispose();
  const { height, width } = transform.size;
  const { shape: actual, all } = valuesOf(output);
  expect(actual).toEqual([shape[0], height, width, shape[3]]);
  const expected = naive(shape, transform);
  const worst = all.reduce((max, v, i) => Math.max(max, Math.abs(v - expected[i]!)), 0);
  expect(worst).toBeLessThan(1e-3);
}

// No position is halfway between pixels, where the nearest one is ambiguous.
const turn: Projection = [0.9, -0.43, 0.21, 0.37, 0.8, -0.33, 0, 0, 1];
const far: Projection = [1.1, 0.13, -3.27, 0.07, -1.3, 4.11, 0, 0, 1];
const tilted: Projection = [1.03, 0.11, -0.61, -0.09, 0.97, 0.43, 0.031, -0.043, 1];
const scaled: Projection = tilted.map((v) => 2 * v) as unknown as Projection;
const identity: Projection = [1, 0, 0, 0, 1, 0, 0, 0, 1];

const shapes: readonly Shape[] = [
  [3, 1, 1, 1],
  [3, 1, 7, 2],
  [3, 7, 1, 2],
  [3, 5, 3, 3],
];

describe.each(modes)('outside: %s', (outside) => {
  test.each(['bilinear', 'nearest'] as const)(
    '%s equals the pixel-by-pixel result, one projection per image',
    (interpolation) => {
      for (const shape of shapes)
        for (const size of [
          { height: 4, width: 6 },
          { height: 1, width: 3 },
          { height: 5, width: 3 },
        ]) {
          const rest = { size, interpolation, outside };
          check(shape, { ...rest, projections: [turn, identity, tilted] });
          check(shape, { ...rest, projections: [far, turn, scaled] });
        }
    },
  );

  test('the identity and a flip are exact', () => {
    const images = imageTensor([2, 3, 4, 2], value);
    const flipped: Projection = [-1, 0, 3, 0, 1, 0, 0, 0, 1];
    const output = projectiveTransform(images, {
      projections: [identity, flipped],
      size: { height: 3, width: 4 },
      interpolation: 'bilinear',
      outside,
    });
    images.dispose();
    const { at } = valuesOf(output);
    for (let y = 0; y < 3; y++)
      for (let x = 0; x < 4; x++) {
        expect(at(0, y, x, 1)).toBe(Math.fround(value(y, x, 0, 1)));
        expect(at(1, y, x, 1)).toBe(Math.fround(value(y, 3 - x, 1, 1)));
      }
  });

  test('leaks no tensor', () => {
    const images = imageTensor([3, 5, 3, 3], value);
    expectNoLeaks(() => {
      for (const first of [turn, far, wide]) {
        projectiveTransform(images, {
          projections: [first, identity, tilted],
          size: { height: 4, width: 6 },
          interpolation: 'bilinear',
          outside,
        }).dispose();
      }
    });
    images.dispose();
  });
});

/** Spans three times the image in both directions. */
const wide: Projection = [3.1, 0, -5.3, 0, 3.1, -4.7, 0, 0, 1];

describe('mirrored at centres', () => {
  const rest = {
    size: { height: 5, width: 4 },
    interpolation: 'bilinear',
    outside: 'mirror-centres',
  } as const;

  test('images are extended together, or one by one if one of them would make the batch too large', () => {
    const images = imageTensor([3, 5, 4, 1], value);
    const kind = (projections: readonly Projection[], count = 3): string => {
      const some = count === 3 ? images.clone() : images.slice([0, 0, 0, 0], [count, 5, 4, 1]);
      const result = extendByMirroring(some, { projections, size: rest.size });
      some.dispose();
      if (result === 'one by one') return result;
      const { shape } = result.images;
      result.images.dispose();
      return shape.join();
    };
    expect(kind([identity, identity, identity])).toBe('3,5,4,1');
    expect(kind([identity, turn, identity])).not.toBe('one by one');
    expect(kind([identity, wide, turn])).toBe('one by one');
    expect(kind([wide], 1)).not.toBe('one by one');
    images.dispose();
  });

  test('images extended one by one have the same result', () => {
    check([3, 5, 4, 2], { ...rest, projections: [identity, wide, turn] });
    check([2, 1, 4, 1], { ...rest, projections: [wide, wide] });
  });

  test('single rows and columns are extended', () => {
    check([1, 1, 1, 3], { ...rest, projections: [wide] });
    check([1, 1, 6, 1], { ...rest, projections: [wide] });
    check([1, 6, 1, 1], { ...rest, projections: [wide] });
  });

  test('beyond four image sizes the last pixel repeats', () => {
    const images = imageTensor([1, 1, 3, 1], (_, x) => x);
    const output = projectiveTransform(images, {
      ...rest,
      projections: [[1, 0, -20, 0, 1, 0, 0, 0, 1]],
      size: { height: 1, width: 12 },
    });
    images.dispose();
    // Positions −20 … −9: from −12 on they mirror with period 4; before that they equal −12.
    expect(valuesOf(output).all).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 1]);
  });

  test('positions beyond the horizon give finite pixels', () => {
    const images = imageTensor([1, 4, 4, 1], value);
    const output = projectiveTransform(images, {
      ...rest,
      projections: [[1, 0, 0, 0, 1, 0, -0.4, 0, 1]],
    });
    images.dispose();
    expect(valuesOf(output).all.every((v) => v >= 1 && v < 2)).toBe(true);
  });
});
