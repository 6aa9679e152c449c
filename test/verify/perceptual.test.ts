import { describe, expect, test } from 'vitest';
import { createRng, type Pixels } from '../../src/core/index.ts';
import { nearPairs } from '../../src/verify/near-pairs.ts';
import { perceptualHash, type PerceptualHash } from '../../src/verify/perceptual-hash.ts';

/** Draws an image from a formula of positions in 0..1. */
const drawn = (height: number, width: number, valueAt: (y: number, x: number) => number): Pixels => ({
  height,
  width,
  data: Uint8Array.from({ length: 3 * height * width }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return valueAt((Math.floor(pixel / width) + 0.5) / height, ((pixel % width) + 0.5) / width);
  }),
});

/** A scene that differs with its seed: a few waves. */
function scene(seed: number, light = 1): (y: number, x: number) => number {
  const draw = createRng(seed).at('scene').draws();
  const waves = Array.from({ length: 6 }, () => [6 * draw() - 3, 6 * draw() - 3, 6 * draw()] as const);
  return (y, x) =>
    Math.max(
      0,
      Math.min(
        255,
        light * (120 + 18 * waves.reduce((sum, [a, b, c]) => sum + Math.sin(a * 6 * y + b * 6 * x + c), 0)),
      ),
    );
}

const hashOf = (seed: number, height = 90, width = 120, light = 1): PerceptualHash | null =>
  perceptualHash(drawn(height, width, scene(seed, light)));

describe('perceptualHash', () => {
  test('a plane wave has one frequency: the bits of the transform by hand', () => {
    // cos(3 π x) in x only: of the frequencies, (3, 0) is far above the others, which are near 0.
    const { bits, shape } = perceptualHash(drawn(32, 32, (_, x) => 128 + 100 * Math.cos(3 * Math.PI * x)))!;
    // The frequency of the columns counts in steps of eight.
    expect((bits[0] >>> 24) & 1).toBe(1);
    expect(shape.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 5);
    expect(shape.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 5);
  });

  test('an image of a single colour has none', () => {
    expect(perceptualHash(drawn(40, 40, () => 200))).toBeNull();
    expect(perceptualHash(drawn(1, 1, () => 9))).toBeNull();
  });

  test('hardly depends on size, proportions and brightness', () => {
    const pairs = [
      hashOf(1),
      hashOf(1, 45, 60),
      hashOf(1, 200, 200),
      hashOf(1, 20, 37),
      hashOf(1, 90, 120, 1.2),
    ];
    expect([...nearPairs([...pairs, hashOf(2), hashOf(3)])]).toHaveLength(10);
  });
});

describe('nearPairs', () => {
  const shape = Float32Array.from({ length: 256 }, (_, i) => (i % 2 === 0 ? 1 / 16 : -1 / 16));
  const hash = (low: number, high = 0, more: Partial<PerceptualHash> = {}): PerceptualHash => ({
    bits: [low, high],
    shape,
    ...more,
  });

  test('ten bits may differ, wherever they are; eleven are too many', () => {
    expect([...nearPairs([hash(0), hash(0b11111, 0b11111)])]).toEqual([[0, 1]]);
    expect([...nearPairs([hash(0), hash(0x3ff << 20)])]).toEqual([[0, 1]]);
    expect([...nearPairs([hash(0), hash(0b111111, 0b11111)])]).toEqual([]);
  });

  test('the shapes must correlate', () => {
    const opposite = shape.map((value) => -value);
    expect([...nearPairs([hash(0), hash(0, 0, { shape: opposite }), null, hash(0)])]).toEqual([[0, 3]]);
  });

  test('finds what a search of all pairs finds', () => {
    const draw = createRng(3).at('bits').draws();
    const centres = Array.from({ length: 6 }, () => [draw() * 2 ** 32, draw() * 2 ** 32] as const);
    const flipped = (bits: number): number =>
      Array.from({ length: 32 }, (_, i) => i).reduce(
        (all, i) => (draw() < 0.1 ? all ^ (1 << i) : all),
        bits | 0,
      );
    const hashes = Array.from({ length: 120 }, (_, i) => {
      const [low, high] = centres[i % 6]!;
      return hash(flipped(low), flipped(high));
    });
    const ones = (bits: number): number => (bits >>> 0).toString(2).replaceAll('0', '').length;
    const expected = hashes.flatMap((b, j) =>
      hashes
        .slice(0, j)
        .flatMap((a, i) =>
          ones(a.bits[0] ^ b.bits[0]) + ones(a.bits[1] ^ b.bits[1]) <= 10 ? [`${i},${j}`] : [],
        ),
    );
    expect(expected.length).toBeGreaterThan(50);
    expect([...nearPairs(hashes)].map(String).sort()).toEqual(expected.sort());
  });
});
