import type { Calibration } from '../core/index.ts';

/** A smaller difference is not reported. */
const SMALL = 0.005;

/**
 * Describes a calibration in one sentence: `calibration error 0.0345: the mean confidence is 0.7702, the fraction that is
 * right 0.7417 (overconfident)`. Null without predictions.
 */
export function calibrationText({ error, bins }: Calibration): string | null {
  const count = bins.reduce((sum, bin) => sum + bin.count, 0);
  if (error === null || count === 0) return null;
  const mean = (name: 'confidence' | 'accuracy'): number =>
    bins.reduce((sum, bin) => sum + bin.count * (bin[name] ?? 0), 0) / count;
  const [confidence, accuracy] = [mean('confidence'), mean('accuracy')];
  const gap = confidence - accuracy;
  const word = Math.abs(gap) < SMALL ? '' : gap > 0 ? ' (overconfident)' : ' (underconfident)';
  return (
    `calibration error ${error.toFixed(4)}: the mean confidence is ${confidence.toFixed(4)}, ` +
    `the fraction that is right ${accuracy.toFixed(4)}${word}`
  );
}
