import { MillraceError, type ImageFiles } from '../core/index.ts';

/** How many full batches the training pictures make; errors with BadData if not one. */
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
