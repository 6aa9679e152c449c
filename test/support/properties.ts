import fc, { type IProperty } from 'fast-check';

/** Checks a property on the same cases every time: a test that failed once fails again. */
export const holds = <T>(property: IProperty<T>, runs = 100): void => {
  fc.assert(property, { seed: 42, numRuns: runs });
};
