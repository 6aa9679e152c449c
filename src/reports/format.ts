/** Formats a duration as `01:27`, or `1:02:27` from one hour, rounded down: fastprogress's format_time. */
export function formatTime(duration: number): string {
  const total = Math.max(0, Math.floor(duration));
  const two = (value: number): string => String(value).padStart(2, '0');
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  return hours === 0 ? `${two(minutes)}:${two(seconds)}` : `${hours}:${two(minutes)}:${two(seconds)}`;
}

/**
 * Formats a number with six decimals, as fastai prints losses and metrics; from 100,000 as `1.2346e+5`, which fits its
 * column; an absent one as an empty string.
 */
export function formatValue(value: number | null | undefined): string {
  if (value === null || value === undefined) return '';
  return Math.abs(value) >= 1e5 ? value.toExponential(4) : value.toFixed(6);
}

/** Formats an integer as `11,181,642`. */
export const formatCount = (count: number): string => count.toLocaleString('en-US');

/** Formats a count with its noun: `1 image`, `2 images`, `7,576 images`. */
export const formatPlural = (count: number, noun: string): string =>
  `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;

/** Formats a learning rate or loss with three significant digits: `0.00300`, `1.20e-5`. */
export const formatRate = (rate: number): string =>
  rate !== 0 && Math.abs(rate) < 1e-3 ? rate.toExponential(2) : rate.toPrecision(3);
