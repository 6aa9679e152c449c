/**
 * The baseline with normalized images. The book's run (0.875280) continued from the baseline's model; this one starts from
 * random weights, and `--continue RUN` does what the book did.
 *
 *   npm start -- normalized DIR
 *   npm start -- normalized DIR --continue runs/BASELINE
 *   npm start -- normalized DIR --valid FILE --arch xresnet18 --size 64 --item-size 80 --seed 1
 *
 * The last command, on 7,576 images of Imagenette and validated on 1,893: accuracy 0.7417, 0.7448 and 0.7380 with seeds
 * 1, 2 and 3 (fastai: 0.7396, 0.7454 and 0.7575), in 10 to 11 minutes on two cores with AVX2.
 */
import type { Pipeline } from '../src/index.ts';
import { book } from './book.ts';
import type { TrainingOptions } from './options.ts';
import { commandTable } from './table.ts';
import { trained } from './trained.ts';

export const normalized: Pipeline<TrainingOptions> = {
  ...commandTable.normalized,
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
