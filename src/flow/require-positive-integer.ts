import { brokenInvariant, MillraceError } from '../core/index.ts';

/** Throws BrokenInvariant unless the value is a positive integer: the user's options are validated earlier. */
export function requirePositiveInteger(where: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1)
    throw new MillraceError(brokenInvariant(where, 'a positive integer', String(value)));
}
