import { at } from '../../src/core/index.ts';

type Rows = readonly (readonly number[])[];

/** Returns the greatest difference of two tables of one shape; NaN if a value is missing or NaN, or if the shapes differ. */
export function greatestDifference(a: Rows, b: Rows): number {
  if (a.length !== b.length) return NaN;
  let greatest = 0;
  for (const [i, row] of a.entries())
    for (const [j, value] of row.entries()) {
      const difference = Math.abs(value - (b[i]?.[j] ?? NaN));
      if (!(difference <= greatest)) greatest = difference;
      if (Number.isNaN(greatest)) return NaN;
    }
  return greatest;
}

/** Returns the positions of the greatest values. */
export const labelsOf = (rows: Rows): readonly number[] =>
  rows.map((row) => row.reduce((best, value, i) => (value > at(row, best) ? i : best), 0));

/** Returns the number of rows with the same greatest value. */
export function agreements(a: Rows, b: Rows): number {
  const [one, other] = [labelsOf(a), labelsOf(b)];
  return one.filter((label, i) => label === other[i]).length;
}

/**
 * Throws unless probabilities can show a fault: several classes win, and few images are certain.
 */
export function requireSpread(name: string, rows: Rows): void {
  const classes = new Set(labelsOf(rows)).size;
  const certain = rows.filter((row) => Math.max(...row) > 0.999).length;
  if (classes < 3 || certain > rows.length / 4)
    throw new Error(`${name}: ${classes} classes win, ${certain} of ${rows.length} images are certain`);
}
