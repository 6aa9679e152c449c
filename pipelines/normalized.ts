/**
 * The same with normalized images. The book's own run (0.875280) went on training the model of the run before it; this
 * one starts afresh, and `--continue RUN` does as the book did.
 *
 *   npm start -- normalized --data DIR
 *   npm start -- normalized --data DIR --continue runs/BASELINE
 *   npm start -- normalized --data DIR --valid FILE --arch xresnet18 --size 64 --item-size 80 --seed 1
 *
 * The last, of 7,576 images of Imagenette, validated on 1,893: accuracy 0.7417, 0.7448, 0.7380 with seeds 1, 2, 3
 * (fastai 0.7396, 0.7454, 0.7575). Two cores with AVX2: 10 to 11 minutes.
 */
import type { Pipeline } from '../src/index.ts';
import { book } from './book.ts';
import type { TrainingOptions } from './options.ts';
import { pipelineTable } from './table.ts';
import { trained } from './trained.ts';

export const normalized: Pipeline<TrainingOptions> = {
  ...pipelineTable.normalized,
  run: (world, options) =>
    options.continue === undefined
      ? trained(world, { name: 'normalized' }, options)
      : trained(
          world,
          {
            name: 'normalized-continued',
            reference: book.normalized,
          },
          options,
        ),
};
