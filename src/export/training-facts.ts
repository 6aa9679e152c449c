/** What is known of the training of an exported model. */
export interface TrainingFacts {
  /** The name of its images: that of their folder. */
  readonly data: string;
  /** The number of images that it was trained on, and of those that it was validated on. */
  readonly trainImages: number;
  readonly validImages: number;
  /** The scores of validation by name, such as `accuracy`. */
  readonly scores: Readonly<Record<string, number>>;
  /** The weights that it started from, such as `timm/resnet18d.ra2_in1k@<commit>`; null for random ones. */
  readonly pretrained: string | null;
}
