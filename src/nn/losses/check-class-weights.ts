import { badOption, MillraceError, requireOption } from '../../core/index.ts';

/** Throws BadOption unless every weight is a finite number of at least 0. */
export const checkWeights = (loss: string, weights: readonly number[]): void => {
  requireOption(
    weights.every((weight) => weight >= 0 && weight < Infinity),
    `${loss} classWeights`,
    'finite numbers of at least 0',
    weights,
  );
};

/** Throws BadOption unless there is one weight per class. */
export function checkWeightCount({ length }: readonly number[], outputs: number): void {
  if (length !== outputs)
    throw new MillraceError(
      badOption('classWeights', `one weight for each of the ${outputs} classes`, `${length}`),
    );
}
