/** Seconds of each unit. */
const UNITS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1 };

const DURATION = /^(?:\d+(?:\.\d+)?[hms])+$/;

/** Reads `90s`, `30m`, `1h30m`, or a number of seconds; NaN for anything else. */
export const parseDuration = (text: string): number =>
  DURATION.test(text)
    ? [...text.matchAll(/([\d.]+)([hms])/g)].reduce(
        (sum, [, amount, unit = '']) => sum + Number(amount) * (UNITS[unit] ?? NaN),
        0,
      )
    : Number(text);
