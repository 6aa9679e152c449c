/**
 * Label smoothing: targets that are not quite certain (Szegedy et al., 2016).
 *
 *   npm start -- label-smoothing --data DIR
 *
 * xresnet18, 64 px from 80, batches of 64, 5 epochs, 7,576 pictures of Imagenette, validated on 1,893:
 * normalized, accuracy 0.7475 with seed 1 (fastai 0.7359). Two cores with AVX2: 10 to 15 minutes.
 */
import { labelSmoothingCrossEntropy, type Pipeline } from '../src/index.ts';
import { book } from './book.ts';
import { bookDefaults, type TrainingOptions } from './options.ts';
import { trained } from './trained.ts';

/** What label smoothing can be asked to do differently. */
export interface LabelSmoothingOptions extends TrainingOptions {
  /** The share of the target that is spread over all classes. */
  readonly epsilon: number;
}

export const labelSmoothing: Pipeline<LabelSmoothingOptions> = {
  name: 'label-smoothing',
  summary: 'baseline with targets that are not quite certain: LabelSmoothingCrossEntropy',
  example: '--data photos --arch xresnet18 --size 128 --item-size 160',
  defaults: { ...bookDefaults, epsilon: 0.1 },
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
