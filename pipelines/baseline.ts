/**
 * The chapter's first table: a network from random weights, one-cycle training.
 *
 *   npm start -- baseline --data DIR
 */
import type { Reference } from '../src/index.ts';
import { bookDefaults, type TrainingOptions } from './options.ts';
import type { Pipeline } from './pipeline.ts';
import { trained } from './trained.ts';

/** What the book's run came to. */
export const bookBaseline: Reference = { source: 'the book, xresnet50 at 224 px', accuracy: 0.825243 };

export const baseline: Pipeline<TrainingOptions> = {
  name: 'baseline',
  summary: "the chapter's first table: xresnet50 from random weights, fitOneCycle(5, 3e-3)",
  example: '--data photos --arch xresnet18 --size 128 --item-size 160',
  defaults: bookDefaults,
  run: (world, options) => trained(world, { name: 'baseline', reference: bookBaseline }, options),
};
