import { MillraceError } from '../../core/index.ts';
import type { Annealing } from './schedule.ts';
import { schedCos } from './sched.ts';

/** A part of a fit and its annealing. */
export interface Stretch {
  /** The fraction of the fit's length, at least 0. */
  readonly share: number;
  readonly annealing: Annealing;
}

/**
 * Returns one annealing after the other: fastai's combine_scheds. At a boundary the later one applies.
 *
 * Throws BadOption unless the fractions are at least 0 and sum to 1.
 *
 * @category Schedules
 */
export function combineScheds(stretches: readonly Stretch[]): Annealing {
  const shares = stretches.map(({ share }) => share);
  const total = shares.reduce((sum, share) => sum + share, 0);
  if (!(Math.abs(total - 1) < 1e-6) || shares.some((share) => share < 0))
    throw new MillraceError({
      _tag: 'BadOption',
      where: 'combineScheds',
      expected: 'shares of at least 0 that sum to 1',
      received: shares.join(', '),
      advice: '',
    });
  let end = 0;
  const pieces = stretches
    .filter(({ share }) => share > 0)
    .map(({ share, annealing }) => {
      const start = end;
      end += share;
      return { start, share, annealing };
    });
  return (position) =>
    pieces.reduce(
      (value, { start, share, annealing }) =>
        position >= start ? annealing(Math.min((position - start) / share, 1)) : value,
      NaN,
    );
}

/**
 * Returns a cosine from start to middle over the first part of the fit, then another from middle to end: fastai's
 * combined_cos.
 *
 * @param share the fraction of the first part, 0..1; throws BadOption otherwise
 * @category Schedules
 */
export const combinedCos = (share: number, start: number, middle: number, end: number): Annealing =>
  combineScheds([
    { share, annealing: schedCos(start, middle) },
    { share: 1 - share, annealing: schedCos(middle, end) },
  ]);
