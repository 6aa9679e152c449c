import type { ImageFile, Pixels } from '../../src/core/index.ts';

/** A file of the given name, of the only class. */
export const fileAt = (index: number, path = `/${String(index)}.jpg`): ImageFile => ({
  path,
  label: 'cat',
  target: 0,
  index,
});

/** An image of one grey. */
export const grey = (value: number, height = 1, width = 1): Pixels => ({
  height,
  width,
  data: new Uint8Array(height * width * 3).fill(value),
});

/** Numbers given one by one; more than there are is an error. */
export function drawOf(numbers: readonly number[]): {
  readonly draw: () => number;
  readonly left: () => number;
} {
  let next = 0;
  return {
    draw: () => {
      const value = numbers[next++];
      if (value === undefined) throw new Error(`only ${String(numbers.length)} numbers were to be drawn`);
      return value;
    },
    left: () => numbers.length - next,
  };
}
