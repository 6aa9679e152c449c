import type { AppError } from './app-error.ts';
import { badOption } from './failures.ts';

/**
 * Returns the error for training a network with batch norm on one image per step.
 *
 * @param where the option that sets the batch size
 * @param processes the processes that share each batch: the batch size
 */
export const oneImagePerStep = (where: string, processes: number): AppError =>
  badOption(
    where,
    `at least ${2 * processes}, because batch norm computes its statistics over the images of a step` +
      (processes === 1 ? '' : ' in each process'),
    `${processes}`,
    'With one image per step, the network learns nothing. To use less memory, reduce --size; --accumulate makes up for ' +
      'small batches.',
  );
