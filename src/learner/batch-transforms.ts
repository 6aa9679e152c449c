import { normalize, type BatchTransform } from '../batches/index.ts';
import type { LoadedImageData } from './image-data.ts';

/**
 * Returns the transforms of a batch: those of the data, then its normalization.
 *
 * @category Batches
 */
export const batchTransforms = ({
  batch,
  normalization,
}: Pick<LoadedImageData, 'batch' | 'normalization'>): readonly BatchTransform[] =>
  normalization === null ? batch : [...batch, normalize(normalization)];
