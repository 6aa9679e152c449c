/** A picture on disk with its label: what the room `files` puts out. */
export interface ImageFile {
  /** Where it is, absolute. */
  readonly path: string;
  /** The name of its class. */
  readonly label: string;
  /** The position of its class in the vocabulary, from 0. */
  readonly target: number;
  /** Its position in the sorted list of all pictures, from 0: the key of every random draw about it. */
  readonly index: number;
}

/** The pictures of a run, split, and the names of their classes. */
export interface ImageFiles {
  readonly train: readonly ImageFile[];
  readonly valid: readonly ImageFile[];
  /** Class names; an ImageFile's `target` is a position in this list. */
  readonly vocab: readonly string[];
}

/** Which half of the data a picture or batch belongs to: random transforms are drawn for `train` only. */
export type Split = 'train' | 'valid';
