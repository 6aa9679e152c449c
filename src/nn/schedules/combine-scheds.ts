import { MillraceError } from '../../core/index.ts';
import type { Annealing } from './schedule.ts';
import { schedCos } from './sched.ts';

/** A stretch of a fit: a share of its length, above 0 or 0 for none, and what happens in it. */
export interface Stretch {
  readonly share: number;
  readonly annealing: Annealing;
}

/**
 * One annealing after the other (fastai's combine_scheds). At a border the later one holds.
 *
 * @param stretches their shares sum to 1; errors with BadOption if they do not, or if one is negative
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

/** A cosine from start to middle over the first share of the fit, another from middle to end (fastai's combined_cos). */
export const combinedCos = (share: number, start: number, middle: number, end: number): Annealing =>
  combineScheds([
    { share, annealing: schedCos(start, middle) },
    { share: 1 - share, annealing: schedCos(middle, end) },
  ]);
