import type { ImageFile, Pixels } from '../../src/core/index.ts';

/** Returns a file of the only class. */
export const fileAt = (index: number, path = `/${String(index)}.jpg`): ImageFile => ({
  path,
  label: 'cat',
  target: 0,
  index,
});

/** Returns a uniformly grey image. */
export const grey = (value: number, height = 1, width = 1): Pixels => ({
  height,
  width,
  data: new Uint8Array(height * width * 3).fill(value),
});

/** Returns a draw of the given numbers, in order; it throws after the last one. */
export function drawOf(numbers: readonly number[]): {
  readonly draw: () => number;
  readonly left: () => number;
} {
  let next = 0;
  return {
    draw: () => {
      const value = numbers[next++];
      if (value === undefined) throw new Error(`more than ${String(numbers.length)} draws`);
      return value;
    },
    left: () => numbers.length - next,
  };
}
