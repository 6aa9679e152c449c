import type { Split } from './image-file.ts';

/** A class and the number of its images in a part. */
export interface ClassCount {
  readonly name: string;
  readonly images: number;
}

/** The images of one part. */
export interface PartFound {
  readonly split: Split;
  readonly images: number;
  /** The number of classes with images in this part. */
  readonly classes: number;
  /** The class with the fewest images, and the one with the most. */
  readonly smallest: ClassCount;
  readonly largest: ClassCount;
}

/** Files and folders among the images that are not used, for one reason. */
export interface LeftOutGroup {
  /** For example `.txt files`. */
  readonly what: string;
  readonly count: number;
  /** The first of them, relative to the folder of images. */
  readonly names: readonly string[];
}

/** The contents of the folder of images; follows {@link RunStarted}. */
export interface ImagesFound {
  readonly _tag: 'ImagesFound';
  /** The parts with images. */
  readonly parts: readonly PartFound[];
  readonly leftOut: readonly LeftOutGroup[];
  /** Probable mistakes, as sentences. */
  readonly warnings: readonly string[];
}
