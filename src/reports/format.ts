/** `01:27`, or `1:02:27` from an hour on: fastprogress's format_time. Whole seconds, rounded down. */
export function formatTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number): string => String(value).padStart(2, '0');
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return hours === 0 ? `${two(minutes)}:${two(rest)}` : `${hours}:${two(minutes)}:${two(rest)}`;
}

/** Six decimals, as fastai prints losses and metrics; nothing where there is no number. */
export const formatValue = (value: number | null | undefined): string => value?.toFixed(6) ?? '';

/** `11,181,642`. */
export const formatCount = (count: number): string => count.toLocaleString('en-US');

/** `1 image`, `2 images`, `7,576 images`. */
export const formatPlural = (count: number, noun: string): string =>
  `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;

/** `512 B`, `44.8 MB`, `1.2 GB`: powers of 1000, one decimal from a kilobyte on. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  // What would be rounded to 1000.0 of a unit is 1.0 of the next.
  const power = Math.min(units.length, bytes < 999_950 ? 1 : Math.floor(Math.log10(bytes / 0.99995) / 3));
  return `${(bytes / 1000 ** power).toFixed(1)} ${units[power - 1] ?? ''}`;
}

/** A learning rate or loss in about four digits: `0.0030`, `1.2e-5`. */
export const formatRate = (rate: number): string =>
  rate !== 0 && Math.abs(rate) < 1e-3 ? rate.toExponential(2) : rate.toPrecision(3);
