import type { AppError } from './app-error.ts';
import { badOption } from './failures.ts';

/**
 * Returns the error for training a network with batch norm on one image per step.
 *
 * @param where the option that sets the batch size
 */
export const oneImagePerStep = (where: string): AppError =>
  badOption(
    where,
    'at least 2, because batch norm computes its statistics over the images of a step',
    '1',
    'With one image per step, the network learns nothing. To use less memory, reduce --size; --accumulate makes up for ' +
      'small batches.',
  );
