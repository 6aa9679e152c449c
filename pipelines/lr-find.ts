/**
 * The learning-rate finder: fastai's lr_find, as a command. It trains on 100 batches while the rate grows from 1e-7 to 10,
 * and prints the rates that fastai's rules suggest.
 *
 *   npm start -- lr-find DIR
 *   npm start -- lr-find DIR --valid FILE --arch xresnet18 --size 64 --item-size 80 --normalize imagenet --seed 1
 *
 * The second command, on 7,576 images of Imagenette, medians of seeds 1 to 5: minimum 0.0019, steep 0.0012, valley 4.0e-4,
 * slide 0.058 (fastai: 0.0013, 0.00083, 2.8e-4, 0.058; each scatters by up to a factor of 4 between seeds), in a minute on
 * two shared cores.
 */
import { mixUp, type Pipeline } from '../src/index.ts';
import type { DataOptions, LossOptions, ModelOptions } from './options.ts';
import { commandTable } from './table.ts';
import { runFrom } from './trained.ts';
import { rateSearch } from './weights-start.ts';

/** Options of the search. */
export interface LrFindOptions extends DataOptions, ModelOptions, LossOptions {
  /** The folder of a run whose model is the starting point; undefined for random weights. */
  readonly continue: string | undefined;
  /** The α of Beta(α, α) for MixUp; undefined for no blends. */
  readonly mixup: number | undefined;
}

export const lrFind: Pipeline<LrFindOptions> = {
  ...commandTable.lrFind,
  run: (world, options) =>
    runFrom(
      world,
      { name: 'lr-find' },
      options,
      options.mixup === undefined ? {} : { hooks: [mixUp(options.mixup)] },
      rateSearch(options),
    ),
};
