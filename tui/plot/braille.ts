import { at } from '../../src/core/index.ts';

/** A dot of the canvas: column and row from the top left; a character has two columns and four rows of dots. */
export type Dot = readonly [x: number, y: number];

/** Unicode's numbering: the bit of each dot of a character, by row and column. */
const BITS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;

/** Returns the dots as bits, one byte per character, row by row. Drops dots outside the canvas. */
export function brailleCells(width: number, height: number, dots: Iterable<Dot>): Uint8Array {
  const cells = new Uint8Array(width * height);
  for (const [x, y] of dots) {
    if (x < 0 || y < 0 || x >= 2 * width || y >= 4 * height) continue;
    const cell = Math.floor(y / 4) * width + Math.floor(x / 2);
    cells[cell] = at(cells, cell) | at(at(BITS, y % 4), x % 2);
  }
  return cells;
}

/** Returns a character such as `⠓`; a space if there are no dots, so that copied text has no invisible characters. */
export const brailleChar = (bits: number): string => (bits === 0 ? ' ' : String.fromCharCode(0x2800 + bits));

/** Returns the dots of a straight line, both ends included (Bresenham). */
export function lineDots([x0, y0]: Dot, [x1, y1]: Dot): readonly Dot[] {
  const steps = Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0));
  return Array.from({ length: steps + 1 }, (_, i): Dot => {
    const fraction = steps === 0 ? 0 : i / steps;
    return [Math.round(x0 + fraction * (x1 - x0)), Math.round(y0 + fraction * (y1 - y0))];
  });
}
