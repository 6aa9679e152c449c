/** What the experiments of the chapter can be asked to do differently. */
export interface TrainingOptions {
  /** Folder of class folders, absolute. */
  readonly data: string;
  /** fastai's name, e.g. `xresnet50`. */
  readonly arch: string;
  /** Pixels of the network's input, and of the items before the batch transforms. */
  readonly size: number;
  readonly itemSize: number;
  readonly epochs: number;
  readonly lr: number;
  readonly batchSize: number;
  readonly normalize: 'imagenet' | 'batch' | 'none';
  /** A share 0..1, `folders`, or the path of a list of files. */
  readonly valid: string;
  /** Use only so many pictures, a random sample. */
  readonly limit: number | undefined;
  readonly seed: number;
  /** Outputs of the network, by default one a class. */
  readonly nOut: number | undefined;
}
