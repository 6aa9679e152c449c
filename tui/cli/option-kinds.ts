/** An integer in a range. */
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

/** A positive number. */
export const rate = {
  kind: 'number',
  expected: 'a positive number, e.g. 3e-3',
  accepts: (value: number) => value > 0,
} as const;

/** A number from 0 to 1. */
export const fraction = {
  kind: 'number',
  expected: 'a number in 0..1',
  accepts: (value: number) => value >= 0 && value <= 1,
} as const;

/** Text that is not empty. */
export const text = (expected: string) => ({ kind: 'text', expected }) as const;

/** One of several words. */
export const choice = (...choices: readonly string[]) => ({ kind: 'choice', choices }) as const;
