import type { Either } from 'fp-ts/lib/Either.js';
import type { AppError } from '../core/index.ts';
import type { LabelSource } from './labels/label-source.ts';

/** Positions in a list of images, from 0. */
export interface SplitIndices {
  readonly train: readonly number[];
  readonly valid: readonly number[];
  /** What the user should know of the split, as sentences; nothing by default. */
  readonly notices?: readonly string[];
}

/**
 * Divides images into a training and a validation part. An image in neither part is not used.
 *
 * @param paths the images to divide, sorted
 * @param root the folder that was listed
 * @param found all images in the folder, if `paths` is a sample: names in a list are checked against these
 * @param labels the labels of the images; by default the folders that they are in
 * @category Files
 */
export type Splitter = (
  paths: readonly string[],
  root: string,
  found?: readonly string[],
  labels?: LabelSource,
) => Either<AppError, SplitIndices>;
