import { at } from './at.ts';

/**
 * Returns the next number of a random sequence, uniform in [0, 1).
 *
 * @category Randomness
 */
export type Draw = () => number;

/**
 * A node in a tree of random sequences. The same seed and keys give the same numbers, regardless of the order in which
 * nodes are visited.
 *
 * @category Randomness
 */
export interface Rng {
  /** Returns the descendant at the given keys: `rng.at('crop', epoch, file.index)`. */
  readonly at: (...keys: readonly (string | number)[]) => Rng;
  /** Returns a new sequence that starts at this node; two calls give two equal sequences. */
  readonly draws: () => Draw;
}

/**
 * Returns the root of all randomness in a run.
 *
 * Every draw is a function of the seed and the keys that lead to it, never of time or of the order of calls, so results
 * do not depend on the number of decoders. Sequences come from sfc32 (Doty-Humphrey, PractRand, 2010), seeded by
 * MurmurHash3's mixing (Appleby, 2011) of the keys.
 *
 * @param seed any finite number
 * @category Randomness
 */
export function createRng(seed: number): Rng {
  return node(mixNumber([0x9e3779b9, 0x243f6a88, 0xb7e15162, 0xdeadbeef], seed));
}

type State = readonly [number, number, number, number];

function node(state: State): Rng {
  return {
    at: (...keys) =>
      node(
        keys.reduce<State>(
          (mixed, key) => (typeof key === 'number' ? mixNumber(mixed, key) : mixText(mixed, key)),
          state,
        ),
      ),
    draws: () => sfc32(state),
  };
}

function mixNumber(state: State, value: number): State {
  const words = new Uint32Array(new Float64Array([value + 0]).buffer);
  return mixWord(mixWord(mixWord(state, 1), at(words, 0)), at(words, 1));
}

function mixText(state: State, text: string): State {
  let mixed = mixWord(state, 2);
  for (let i = 0; i < text.length; i++) mixed = mixWord(mixed, text.charCodeAt(i));
  return mixWord(mixed, text.length);
}

function mixWord([a, b, c, d]: State, word: number): State {
  const h = avalanche(Math.imul(word ^ a, 0xcc9e2d51) + b);
  return [avalanche(b ^ h), avalanche(c + h), avalanche(d ^ Math.imul(h, 5)), avalanche(a + 0x9e3779b9 + h)];
}

function avalanche(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function sfc32([s0, s1, s2, s3]: State): Draw {
  let [a, b, c, counter] = [s0 | 0, s1 | 0, s2 | 0, s3 | 0];
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum >>> 0;
  };
  // 53 random bits, as Math.random returns.
  return () => ((next() >>> 5) * 67108864 + (next() >>> 6)) / 9007199254740992;
}
