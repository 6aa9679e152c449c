import { MillraceError, type ImageFiles } from '../core/index.ts';

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
  throw new MillraceError({
    _tag: 'BadData',
    where: 'training pictures',
    expected: `at least a batch of ${batchSize}`,
    received: `${train.length}`,
    advice: 'Take a smaller --batch-size, or more pictures.',
  });
}
