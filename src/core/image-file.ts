import type { LeftOutGroup } from './images-found.ts';
import type { Target } from './targets.ts';

/**
 * An image, as a file or as bytes, with or without a label.
 *
 * @category Files
 */
export interface Image {
  /** The absolute path; of bytes, a name for messages. */
  readonly path: string;
  /** The contents of an image file; absent if they are read from `path`. Borrowed until the image is decoded. */
  readonly bytes?: Uint8Array;
  /** Position in the sorted list of all images, from 0. */
  readonly index: number;
  /** The key of every random draw for the image; by default its index. */
  readonly key?: string;
  /** The position of its class in the vocabulary, from 0, or those of its labels; absent without a label. */
  readonly target?: Target;
}

/** Returns the key of the random draws for an image. */
export const drawKey = ({ key, index }: Image): number | string => key ?? index;

/**
 * An image file with its label.
 *
 * @category Files
 */
export interface ImageFile extends Image {
  /** The name of the class; with several labels per image, the names of all, sorted. */
  readonly label: Label;
  readonly target: Target;
}

/** The name of a class or, with several labels per image, a list of names: empty if the image has none. */
export type Label = string | readonly string[];

/**
 * Separates several labels of one image in a table.
 *
 * @category Files
 */
export const LABEL_SEPARATOR = ';';

/**
 * Returns the names of a label as a list.
 *
 * @category Files
 */
export const namesOfLabel = (label: Label): readonly string[] =>
  typeof label === 'string' ? [label] : label;

/**
 * Returns the indices of a target as a list.
 *
 * @category Files
 */
export const indicesOf = (target: Target): readonly number[] =>
  typeof target === 'number' ? [target] : target;

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

/**
 * Returns whether the images have lists of labels instead of one class each.
 *
 * @category Files
 */
export const isMultiLabel = ({ train, valid }: ImageFiles): boolean =>
  [train, valid].some((part) => part.some(({ target }) => typeof target !== 'number'));

/** Returns the number of images of both parts. */
export const imageCount = ({ train, valid }: ImageFiles): number => train.length + valid.length;

/** The part of the data an image belongs to. Random transforms apply to `train` only. */
export type Split = 'train' | 'valid';
