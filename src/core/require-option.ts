import { MillraceError } from './app-error.ts';
import { badOption } from './failures.ts';

/**
 * Throws BadOption unless `isValid`.
 *
 * @param where the function and its option, e.g. `zoom maxZoom`
 * @param expected the valid values, e.g. `a number above 0`
 */
export function requireOption(isValid: boolean, where: string, expected: string, received: unknown): void {
  if (!isValid) throw new MillraceError(badOption(where, expected, describe(received)));
}

/** Returns the value as JSON, except NaN, Infinity and undefined, which JSON lacks. */
const describe = (value: unknown): string =>
  typeof value === 'number' || value === undefined ? String(value) : JSON.stringify(value);

/** Throws BadOption unless `p` is a probability or a fraction, 0..1. */
export const requireProbability = (where: string, p: number): void => {
  requireOption(p >= 0 && p <= 1, where, 'a number in 0..1', p);
};

/** Throws BadOption unless `value` is a positive integer. */
export const requirePositiveInteger = (where: string, value: number): void => {
  requireOption(Number.isSafeInteger(value) && value >= 1, where, 'a positive integer', value);
};
