import { expect } from 'vitest';
import type { Predictions } from '../../src/nn/index.ts';

/** Returns an event with its predictions as lists of numbers, to compare with {@link closeRows}. */
export function inNumbers(event: object): object {
  const own = Object.entries(event).map(([name, value]: [string, unknown]) =>
    name === 'predictions' || name === 'centre'
      ? [name, { ...(value as Predictions), data: [...(value as Predictions).data] }]
      : [name, value],
  );
  return Object.fromEntries(own) as object;
}

/** Returns predictions of two classes that match up to rounding. */
export const closeRows = (rows: readonly (readonly number[])[]) => ({
  shape: [rows.length, 2],
  data: rows.flat().map((value) => expect.closeTo(value, 5) as number),
});
