import { MAX_SHORT_SIDE } from '../../src/core/index.ts';
import { parseDuration } from './duration.ts';

/** Integers in a range. */
export const integer = (min: number, max = Infinity) =>
  ({
    kind: 'number',
    expected:
      max < Infinity
        ? `an integer from ${min} to ${max}`
        : min === 1
          ? 'a positive integer'
          : `an integer of at least ${min}`,
    accepts: (value: number) => Number.isInteger(value) && value >= min && value <= max,
  }) as const;

/** A side in pixels; decoding shrinks the shorter side to at most this many. */
export const side = integer(16, MAX_SHORT_SIDE);

/** A positive number. */
export const rate = {
  kind: 'number',
  expected: 'a positive number, e.g. 3e-3',
  accepts: (value: number) => value > 0,
} as const;

/** A duration in seconds. */
export const time = {
  kind: 'number',
  expected: 'a time, e.g. 30m, 2h or 90s',
  accepts: (value: number) => value > 0,
  read: parseDuration,
} as const;

/** A number in 0..1. */
export const fraction = {
  kind: 'number',
  expected: 'a number in 0..1',
  accepts: (value: number) => value >= 0 && value <= 1,
} as const;

/** Any text. */
export const text = (expected: string) => ({ kind: 'text', expected }) as const;

/** One of several words. */
export const choice = (...choices: readonly string[]) => ({ kind: 'choice', choices }) as const;
