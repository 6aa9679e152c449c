import { badData, MillraceError, type ImageFiles } from '../core/index.ts';

/**
 * Returns the number of full training batches per epoch. Throws BadData if there is none.
 *
 * @param files the images
 * @param batchSize images per batch, from 1
 * @category Training and evaluation steps
 */
export function stepsPerEpoch({ train }: ImageFiles, batchSize: number): number {
  const steps = Math.floor(train.length / batchSize);
  if (steps > 0) return steps;
  throw new MillraceError(
    badData(
      'training images',
      `at least one batch of ${batchSize}`,
      `${train.length}`,
      'Use a smaller --batch-size or more images.',
    ),
  );
}

/**
 * Returns the number of validation batches per epoch, including a short last one.
 *
 * @param files the images
 * @param batchSize images per batch, from 1
 * @category Training and evaluation steps
 */
export const validationSteps = ({ valid }: ImageFiles, batchSize: number): number =>
  Math.ceil(valid.length / batchSize);
