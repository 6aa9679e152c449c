/**
 * Label smoothing: targets that are not quite certain (Szegedy et al., 2016).
 *
 *   npm start -- label-smoothing --data DIR
 */
import { labelSmoothingCrossEntropy } from '../src/index.ts';
import { bookDefaults, type TrainingOptions } from './options.ts';
import type { Pipeline } from './pipeline.ts';
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
        reference: { source: 'the book, xresnet50 at 224 px', accuracy: 0.82711 },
      },
      options,
      { loss: labelSmoothingCrossEntropy({ epsilon: options.epsilon }) },
    ),
};
