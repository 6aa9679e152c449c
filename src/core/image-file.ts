import type { LeftOutGroup } from './images-found.ts';

/**
 * An image file and its class.
 *
 * @category Files
 */
export interface ImageFile {
  /** The absolute path. */
  readonly path: string;
  /** The name of the class. */
  readonly label: string;
  /** The class index, from 0: a position in the vocabulary. */
  readonly target: number;
  /** Position in the sorted list of all images, from 0: the key of every random draw for the image. */
  readonly index: number;
}

/**
 * The images of a run, split into training and validation, and the names of their classes.
 *
 * @category Files
 */
export interface ImageFiles {
  readonly train: readonly ImageFile[];
  readonly valid: readonly ImageFile[];
  /** Class names; the `target` of an {@link ImageFile} is a position in this list. */
  readonly vocab: readonly string[];
  /** The absolute path of the folder that was listed, if they come from one. */
  readonly root?: string;
  /** What the user should know of the split, as sentences; the run reports them. */
  readonly notices?: readonly string[];
  /** Files and folders among the images that are not used; the run reports them. */
  readonly leftOut?: readonly LeftOutGroup[];
  /** The paths of images that are in neither part and not left out by a list: test images, those beside class folders. */
  readonly others?: readonly string[];
  /** Probable mistakes, as sentences; the run reports them. */
  readonly warnings?: readonly string[];
}

/** Returns the number of images of both parts. */
export const imageCount = ({ train, valid }: ImageFiles): number => train.length + valid.length;

/** The part of the data an image belongs to. Random transforms apply to `train` only. */
export type Split = 'train' | 'valid';
