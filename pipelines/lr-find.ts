/**
 * The learning-rate finder: fastai's lr_find, as a command. It trains on 100 batches while the rate grows from 1e-7 to 10,
 * and prints the rates that fastai's rules suggest.
 *
 *   npm start -- lr-find DIR
 *   npm start -- lr-find DIR --valid FILE --arch xresnet18 --size 64 --item-size 80 --seed 1
 */
import { lrFind as search, mixUp, type Pipeline } from '../src/index.ts';
import type { DataOptions, ModelOptions } from './options.ts';
import { commandTable } from './table.ts';
import { started } from './trained.ts';

/** Options of the search. */
export interface LrFindOptions extends DataOptions, ModelOptions {
  /** The folder of a run whose model is the starting point; undefined for random weights. */
  readonly continue: string | undefined;
  /** The α of Beta(α, α) for MixUp; undefined for no blends. */
  readonly mixup: number | undefined;
}

export const lrFind: Pipeline<LrFindOptions> = {
  ...commandTable.lrFind,
  run: (world, options) =>
    started(
      world,
      { name: 'lr-find' },
      options,
      options.mixup === undefined ? {} : { hooks: [mixUp(options.mixup)] },
      search(),
    ),
};
