import type { FittedBatchSize } from '../../pipelines/options.ts';
import { camelCase } from './camel-case.ts';
import type { Given } from './commands.ts';

/** Returns the arguments of a command with batch sizes that fit the number of images, and a notice of each. */
export const withFittedSizes = (given: Given, sizes: readonly FittedBatchSize[]): Given => ({
  ...given,
  options: {
    ...given.options,
    ...Object.fromEntries(sizes.map(({ option, size }) => [camelCase(option.replace(/^--/, '')), size])),
  },
  notices: [...given.notices, ...sizes.map(fittedNotice)],
});

const fittedNotice = ({ option, size, instead, count }: FittedBatchSize): string => {
  const steps = Math.floor(count / instead);
  const few = steps === 0 ? 'no step' : steps === 1 ? '1 step' : `${steps} steps`;
  return `${option} is ${size}: with the default of ${instead}, an epoch of ${count} training images would have ${few}`;
};
