/**
 * MixUp: blends of two images and of their classes (Zhang et al., 2018). It needs more epochs than the others.
 *
 *   npm start -- mixup --data DIR
 *   npm start -- mixup --data DIR --valid FILE --arch xresnet18 --size 64 --item-size 80 --batch-size 64 --epochs 5 --seed 1
 *
 * The second, of 7,576 images of Imagenette, validated on 1,893: accuracy 0.7195 with seed 1 (fastai 0.7174). Two cores with
 * AVX2: 10 minutes.
 */
import { mixUp, type Pipeline } from '../src/index.ts';
import { book } from './book.ts';
import type { TrainingOptions } from './options.ts';
import { pipelineTable } from './table.ts';
import { trained } from './trained.ts';

/** What MixUp can be asked to do differently. */
export interface MixUpOptions extends TrainingOptions {
  /** Of Beta(α, α). */
  readonly alpha: number;
}

export const mixup: Pipeline<MixUpOptions> = {
  ...pipelineTable.mixup,
  run: (world, options) =>
    trained(
      world,
      {
        name: 'mixup',
        reference: book.mixup,
      },
      options,
      { mix: mixUp(options.alpha) },
    ),
};
