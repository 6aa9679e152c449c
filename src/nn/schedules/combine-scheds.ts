import { badOption, MillraceError } from '../../core/index.ts';
import type { Annealing } from './schedule.ts';
import { schedCos } from './sched.ts';

/** A part of a fit and its annealing. */
export interface Stretch {
  /** The fraction of the fit's length, at least 0. */
  readonly fraction: number;
  readonly annealing: Annealing;
}

/**
 * Returns an annealing that applies the given ones in order: fastai's combine_scheds. At a boundary, the later one
 * applies.
 *
 * Throws BadOption unless the fractions are at least 0 and sum to 1.
 *
 * @category Schedules
 */
export function combineScheds(stretches: readonly Stretch[]): Annealing {
  const fractions = stretches.map(({ fraction }) => fraction);
  const total = fractions.reduce((sum, fraction) => sum + fraction, 0);
  if (!(Math.abs(total - 1) < 1e-6) || fractions.some((fraction) => fraction < 0))
    throw new MillraceError(
      badOption('combineScheds', 'fractions of at least 0 that sum to 1', fractions.join(', ')),
    );
  let end = 0;
  const pieces = stretches
    .filter(({ fraction }) => fraction > 0)
    .map(({ fraction, annealing }) => {
      const start = end;
      end += fraction;
      return { start, fraction, annealing };
    });
  return (position) =>
    pieces.reduce(
      (value, { start, fraction, annealing }) =>
        position >= start ? annealing(Math.min((position - start) / fraction, 1)) : value,
      NaN,
    );
}

/**
 * Returns a cosine from start to middle over the first part of the fit, then another from middle to end: fastai's
 * combined_cos.
 *
 * @param fraction the length of the first part, 0..1; otherwise throws BadOption
 * @category Schedules
 */
export const combinedCos = (fraction: number, start: number, middle: number, end: number): Annealing =>
  combineScheds([
    { fraction, annealing: schedCos(start, middle) },
    { fraction: 1 - fraction, annealing: schedCos(middle, end) },
  ]);
