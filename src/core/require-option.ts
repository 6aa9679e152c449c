import { badOption } from './failures.ts';
import { MillraceError } from './app-error.ts';

/**
 * Throws BadOption unless what was received is right.
 *
 * @param where the function and its option, e.g. `zoom maxZoom`
 * @param expected what is right, e.g. `a number from minZoom`
 */
export function requireOption(right: boolean, where: string, expected: string, received: unknown): void {
  if (!right) throw new MillraceError(badOption(where, expected, described(received)));
}

/** JSON, but for what it has no word for: NaN, Infinity, undefined. */
const described = (value: unknown): string =>
  typeof value === 'number' || value === undefined ? String(value) : JSON.stringify(value);

/** A share or a probability. */
export const requireProbability = (where: string, p: number): void => {
  requireOption(p >= 0 && p <= 1, where, 'a number in 0..1', p);
};
