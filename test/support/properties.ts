import fc, { type IProperty } from 'fast-check';

/** Checks a property on the same random cases in every run, so that failures are reproducible. */
export const holds = <T>(property: IProperty<T>, runs = 100): void => {
  fc.assert(property, { seed: 42, numRuns: runs });
};
