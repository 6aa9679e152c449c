import { requireOption } from '../core/index.ts';

/** Throws BadOption unless the value is a positive integer. */
export const requirePositiveInteger = (where: string, value: number): void => {
  requireOption(Number.isSafeInteger(value) && value >= 1, where, 'a positive integer', value);
};
