import { map, type OperatorFunction } from 'rxjs';
import {
  at,
  type Batch,
  type ChannelStats,
  type LabelledImage,
  type LabelTargets,
  type Targets,
} from '../core/index.ts';
import type { Tensor4D } from '../engine/index.ts';
import { pixelsOf } from './pixels-of.ts';

/** Options of {@link labelledPixels}. */
export interface LabelledPixelsConfig {
  /** Class names; targets are positions in this list. */
  readonly vocab: readonly string[];
  /** The statistics that the images were normalized with; none by default. */
  readonly normalization?: ChannelStats | null;
}

/**
 * Converts batches back to images with 8 bits per channel and their class names, to see what the network is trained on
 * (fastai's show_batch).
 *
 * ```text
 * source      -a-b-|
 * output      -x-y-|    x = the images of a
 * ```
 *
 * Takes ownership of a batch and releases it; a batch without images gives an empty list. Values outside 0..1 are
 * clamped. The label of a blend names both classes with their fractions, the image's own class first, or a single class
 * if both are equal. Several labels are separated by commas, in a blend each with its fraction.
 *
 * @category Batches
 */
export const labelledPixels =
  (config: LabelledPixelsConfig): OperatorFunction<Batch<Tensor4D>, readonly LabelledImage[]> =>
  (source) =>
    source.pipe(map((batch) => imagesOf(batch, config)));

function imagesOf(
  batch: Batch<Tensor4D>,
  { vocab, normalization = null }: LabelledPixelsConfig,
): readonly LabelledImage[] {
  using owned = batch;
  const { images, targets } = owned;
  if (images === null) return [];
  return pixelsOf(images, normalization).map((pixels, i) => ({ pixels, label: labelOf(targets, i, vocab) }));
}

function labelOf(targets: Targets, image: number, vocab: readonly string[]): string {
  const nameOf = (index: number): string => vocab[index] ?? `class ${index}`;
  const nameIn = (classes: Int32Array): string => nameOf(at(classes, image));
  if (targets._tag === 'NoTargets') return '';
  if (targets._tag === 'LabelTargets') return labelsOf(targets, image, nameOf).join(', ');
  const own = nameIn(targets.classes);
  if (targets._tag === 'ClassTargets') return own;
  const other = nameIn(targets.others);
  if (own === other) return own;
  const percent = Math.round(100 * at(targets.weights, image));
  const fraction = (part: number): string => (part / 100).toFixed(2);
  return `${own} ${fraction(percent)} + ${other} ${fraction(100 - percent)}`;
}

/** Returns the labels of an image, those of a blend with their fractions. */
const labelsOf = (
  { shape: [, labels], values }: LabelTargets,
  image: number,
  nameOf: (index: number) => string,
): readonly string[] =>
  [...values.subarray(image * labels, (image + 1) * labels)].flatMap((value, label) => {
    if (value === 0) return [];
    return [value === 1 ? nameOf(label) : `${nameOf(label)} ${value.toFixed(2)}`];
  });
