/** A dot of the canvas: column and row from the top left, two columns and four rows to a character. */
export type Dot = readonly [x: number, y: number];

/** Unicode's numbering: the bits of the dots of one character, by row and column. */
const BITS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;

/** The dots of an image as bits, one byte a character, row by row; dots outside are left out. */
export function brailleCells(width: number, height: number, dots: Iterable<Dot>): Uint8Array {
  const cells = new Uint8Array(width * height);
  for (const [x, y] of dots) {
    if (x < 0 || y < 0 || x >= 2 * width || y >= 4 * height) continue;
    const cell = Math.floor(y / 4) * width + Math.floor(x / 2);
    cells[cell] = (cells[cell] ?? 0) | (BITS[y % 4]?.[x % 2] ?? 0);
  }
  return cells;
}

/** `⠓`; a space where there is no dot, so that nothing is copied that nobody sees. */
export const brailleChar = (bits: number): string => (bits === 0 ? ' ' : String.fromCharCode(0x2800 + bits));

/** The dots on the straight way between two, both ends included: Bresenham's line. */
export function lineDots([x0, y0]: Dot, [x1, y1]: Dot): readonly Dot[] {
  const steps = Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0));
  return Array.from({ length: steps + 1 }, (_, i): Dot => {
    const fraction = steps === 0 ? 0 : i / steps;
    return [Math.round(x0 + fraction * (x1 - x0)), Math.round(y0 + fraction * (y1 - y0))];
  });
}
