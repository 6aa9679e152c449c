/**
 * The chapter's first table: a network from random weights, one-cycle training.
 *
 *   npm start -- baseline --data DIR
 *   npm start -- baseline --data DIR --valid FILE --arch xresnet18 --size 64 --item-size 80 --seed 1
 *
 * The second, of 7,576 images of Imagenette, validated on 1,893: accuracy 0.7417, 0.7454 with seeds 1, 2 (fastai 0.7301,
 * 0.7412). Two cores with AVX2: 10 minutes.
 */
import type { Pipeline } from '../src/index.ts';
import { book } from './book.ts';
import type { TrainingOptions } from './options.ts';
import { pipelineTable } from './table.ts';
import { trained } from './trained.ts';

export const baseline: Pipeline<TrainingOptions> = {
  ...pipelineTable.baseline,
  run: (world, options) => trained(world, { name: 'baseline', reference: book.baseline }, options),
};
