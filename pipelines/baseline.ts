/**
 * The chapter's first table: training from random weights with the 1cycle policy.
 *
 *   npm start -- baseline DIR
 *   npm start -- baseline DIR --valid FILE --arch xresnet18 --size 64 --item-size 80 --seed 1
 *
 * The second command, on 7,576 images of Imagenette and validated on 1,893: accuracy 0.7417 and 0.7454 with seeds 1 and 2
 * (fastai: 0.7301 and 0.7412), in 10 minutes on two cores with AVX2.
 */
import type { Pipeline } from '../src/index.ts';
import { book } from './book.ts';
import type { TrainingOptions } from './options.ts';
import { commandTable } from './table.ts';
import { trained } from './trained.ts';

export const baseline: Pipeline<TrainingOptions> = {
  ...commandTable.baseline,
  run: (world, options) => trained(world, { name: 'baseline', reference: book.baseline }, options),
};
