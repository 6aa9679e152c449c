import { requirePositiveInteger, requireOption } from '../core/index.ts';

/** Throws BadOption unless `epochs` is a positive integer and `lr` is above 0. */
export function requireFit(name: string, epochs: number, lr: number): void {
  requirePositiveInteger(`${name} epochs`, epochs);
  requireOption(lr > 0 && lr < Infinity, `${name} learning rate`, 'a number above 0', lr);
}
