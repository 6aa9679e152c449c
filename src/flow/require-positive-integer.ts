import { brokenInvariant, MillraceError } from '../core/index.ts';

/** The value, if it is a whole number from 1. Throws BrokenInvariant otherwise: whoever takes options checks them. */
export function requirePositiveInteger(where: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new MillraceError(brokenInvariant(where, 'a whole number from 1', String(value)));
}
