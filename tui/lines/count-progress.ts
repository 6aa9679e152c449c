import { formatCount, formatPlural, formatTime } from '../../src/reports/index.ts';

/** How many images are done. */
export interface CountProgress {
  readonly done: number;
  /** Null if it is not known. */
  readonly total: number | null;
  /** Since the start. */
  readonly seconds: number;
}

/** `Verified 1,200 of 9,469 images (210 per second, 00:39 left)`. */
export function countProgress(verb: string, { done, total, seconds }: CountProgress): string {
  const rate = seconds > 0 && done > 0 ? done / seconds : null;
  const left = rate === null || total === null ? '' : `, ${formatTime((total - done) / rate)} left`;
  const pace = rate === null ? '' : ` (${formatCount(Math.round(rate))} per second${left})`;
  const count =
    total === null ? formatPlural(done, 'image') : `${formatCount(done)} of ${formatPlural(total, 'image')}`;
  return `${verb} ${count}${pace}`;
}
