import {
  badData,
  MillraceError,
  oneImagePerStep,
  unevenShares,
  type Collective,
  type ImageFiles,
} from '../core/index.ts';
import { hasBatchNorm, type Network } from '../nn/index.ts';

/**
 * Returns the number of full training batches per epoch. Throws BadData if there is none, and BadOption for batches of one
 * image if the network has batch norm.
 *
 * @param files the images
 * @param batchSize images per batch, from 1
 * @param trained the network that is trained, if it is known, and the images of a batch that one process trains on
 * @category Training and evaluation steps
 */
export function stepsPerEpoch(
  { train }: ImageFiles,
  batchSize: number,
  { network, share = batchSize }: { readonly network?: Network; readonly share?: number } = {},
): number {
  if (share === 1 && network !== undefined && hasBatchNorm(network))
    throw new MillraceError(oneImagePerStep('batch size (--batch-size)', batchSize));
  const steps = Math.floor(train.length / batchSize);
  if (steps > 0) return steps;
  throw new MillraceError(
    badData(
      'training images',
      `at least one batch of ${batchSize}`,
      `${train.length}`,
      train.length < 2 ? 'Use more images.' : `Use --batch-size ${train.length} or less, or more images.`,
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

/** Throws BadOption unless every process gets the same number of images of each training batch. */
export function requireShares({ batchSize }: { readonly batchSize: number }, { size }: Collective): void {
  const error = unevenShares('batch size (--batch-size)', batchSize, size);
  if (error !== null) throw new MillraceError(error);
}
