import { requireOption } from '../core/index.ts';

/** Throws BadOption where a fit has no whole epochs, or a rate that trains nothing. */
export function requireFit(name: string, epochs: number, lr: number): void {
  requireOption(
    Number.isSafeInteger(epochs) && epochs >= 1,
    `${name} epochs`,
    'a whole number from 1',
    epochs,
  );
  requireOption(lr > 0 && lr < Infinity, `${name} learning rate`, 'a number above 0', lr);
}
