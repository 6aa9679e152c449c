import { badData, MillraceError, type ImageFiles } from '../core/index.ts';

/**
 * Returns the number of full training batches. Throws BadData if there is not one.
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
      `at least a batch of ${batchSize}`,
      `${train.length}`,
      'Take a smaller --batch-size, or more images.',
    ),
  );
}
