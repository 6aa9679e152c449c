import { at } from '../../core/index.ts';
import type { LrCurve } from './lr-finder.ts';

/** Returns a learning rate read off the curve of {@link lrFinder}; null if the curve is too short. */
export type LrSuggestion = (curve: LrCurve) => number | null;

const indexOfMinimum = (values: readonly number[]): number =>
  values.reduce((lowest, value, i) => (value < at(values, lowest) ? i : lowest), 0);

/**
 * Suggests a tenth of the rate with the lowest loss: fastai's minimum.
 *
 * @category Schedules
 */
export const minimum: LrSuggestion = ({ lrs, losses }) => {
  const lr = lrs[indexOfMinimum(losses)];
  return lr === undefined ? null : lr / 10;
};

/**
 * Suggests the rate where the loss falls fastest over the logarithm of the rate: fastai's steep.
 *
 * @category Schedules
 */
export const steep: LrSuggestion = ({ lrs, losses }) => {
  const logs = lrs.map(Math.log);
  const slopes = losses.slice(1).map((loss, i) => (loss - at(losses, i)) / (at(logs, i + 1) - at(logs, i)));
  return slopes.length === 0 ? null : at(lrs, indexOfMinimum(slopes));
};

/** Returns, for each index, the length of the longest strictly falling subsequence that ends there. */
function fallingLengths(losses: readonly number[]): readonly number[] {
  const lengths: number[] = [];
  for (const loss of losses) {
    const before = lengths.filter((_, j) => loss < at(losses, j));
    lengths.push(1 + before.reduce((longest, length) => Math.max(longest, length), 0));
  }
  return lengths;
}

/**
 * Suggests a rate in the middle of the longest valley, the longest strictly falling subsequence of the losses: fastai's
 * valley, its default.
 *
 * @category Schedules
 */
export const valley: LrSuggestion = ({ lrs, losses }) => {
  const lengths = fallingLengths(losses);
  const longest = lengths.reduce((a, b) => Math.max(a, b), 0);
  // Losses that never fall have no valley; fastai then takes the first rate.
  if (longest < 2) return lrs[0] ?? null;
  const end = lengths.indexOf(longest);
  const start = end - longest;
  const third = (end - start) / 3;
  // As in Python, index −1 (if the first two losses are the valley) is the last.
  return lrs.at(start + Math.trunc(third) + Math.trunc(third / 2)) ?? null;
};

const SLIDE = 15;
const SLIDE_THRESHOLD = 0.005;

/** Returns central differences, one-sided at the ends (numpy's gradient). */
const gradient = (values: readonly number[]): readonly number[] =>
  values.map((_, i) => {
    const [left, right] = [Math.max(i - 1, 0), Math.min(i + 1, values.length - 1)];
    return (at(values, right) - at(values, left)) / (right - left);
  });

/**
 * Suggests the rate at the left end of an interval of 15 steps, which slides left from the end as long as the slopes at
 * its two ends differ: fastai's slide (Rosenthal's rule). Needs 16 points.
 *
 * @category Schedules
 */
export const slide: LrSuggestion = ({ lrs, losses }) => {
  const slopes = gradient(losses);
  let right = slopes.length - 1;
  let suggestion = lrs[right - SLIDE] ?? null;
  for (let left = right - SLIDE; left >= 0; left--, right--) {
    if (!(Math.abs(at(slopes, right) - at(slopes, left)) > SLIDE_THRESHOLD)) break;
    suggestion = at(lrs, left);
  }
  return suggestion;
};
