/**
 * Label smoothing: targets that are not quite certain (Szegedy et al., 2016).
 *
 *   npm start -- label-smoothing --data DIR
 *   npm start -- label-smoothing --data DIR --valid FILE --arch xresnet18 --size 64 --item-size 80 --normalize imagenet --seed 1
 *
 * The second, of 7,576 images of Imagenette, validated on 1,893: accuracy 0.7417 with seed 1 (fastai 0.7359). Two cores with
 * AVX2: 10 minutes.
 */
import { labelSmoothingCrossEntropy, type Pipeline } from '../src/index.ts';
import { book } from './book.ts';
import type { TrainingOptions } from './options.ts';
import { pipelineTable } from './table.ts';
import { trained } from './trained.ts';

/** What label smoothing can be asked to do differently. */
export interface LabelSmoothingOptions extends TrainingOptions {
  /** The share of the target that is spread over all classes. */
  readonly epsilon: number;
}

export const labelSmoothing: Pipeline<LabelSmoothingOptions> = {
  ...pipelineTable.labelSmoothing,
  run: (world, options) =>
    trained(
      world,
      {
        name: 'label-smoothing',
        reference: book.labelSmoothing,
      },
      options,
      { loss: labelSmoothingCrossEntropy({ epsilon: options.epsilon }) },
    ),
};
