/**
 * The chapter's first table: a network from random weights, one-cycle training.
 *
 *   npm start -- baseline --data DIR
 *
 * xresnet18, 64 px from 80, batches of 64, 5 epochs, 7,576 pictures of Imagenette, validated on 1,893:
 * accuracy 0.7406, 0.7380 with seeds 1, 2 (fastai 0.7301, 0.7412). Two cores with AVX2: 10 to 15 minutes.
 */
import type { Pipeline } from '../src/index.ts';
import { book } from './book.ts';
import { bookDefaults, type TrainingOptions } from './options.ts';
import { trained } from './trained.ts';

export const baseline: Pipeline<TrainingOptions> = {
  name: 'baseline',
  summary: "the chapter's first table: xresnet50 from random weights, fitOneCycle(5, 3e-3)",
  example: '--data photos --arch xresnet18 --size 128 --item-size 160',
  defaults: bookDefaults,
  run: (world, options) => trained(world, { name: 'baseline', reference: book.baseline }, options),
};
