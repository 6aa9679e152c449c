import type { ModelDescription } from '../../src/core/index.ts';

/** Options that conflict with a model from a run, whose own settings apply. */
export const IMPLIED_BY: readonly (readonly [by: string, options: readonly string[]])[] = [
  [
    'from',
    [
      ...[
        'arch',
        'n-out',
        'pretrained',
        'freeze',
        'head',
        'head-dropout',
        'frozen-batch-norm',
        'size',
        'item-size',
        'resize',
        'normalize',
        'interpolation',
        'lr',
        'start-size',
      ],
      ...['start-item-size', 'start-batch-size', 'start-epochs', 'fine-tune-epochs', 'fine-tune-lr', 'clip'],
      ...['accumulate', 'patience', 'monitor', 'best', 'ema', 'time-limit', 'compress-gradients'],
      'recompute-activations',
      'balanced-sampling',
      ...['class-weights', 'focal', 'epsilon'],
      ...['augment', 'auto-augment', 'augment-ops', 'augment-magnitude', 'erasing'],
    ],
  ],
  ['continue', ['arch', 'n-out', 'pretrained', 'freeze', 'head', 'head-dropout', 'frozen-batch-norm']],
];

/** Options that models of older versions do not determine. */
const UNRECORDED = [
  ...['item-size', 'resize', 'interpolation'],
  ...['augment', 'auto-augment', 'augment-ops', 'augment-magnitude', 'erasing'],
];

/** Returns the options that a model determines; null for a model that cannot be read, which is reported elsewhere. */
export const impliedBy = (by: string, model: ModelDescription | null): readonly string[] =>
  IMPLIED_BY.filter(([option]) => option === by)
    .flatMap(([, names]) => names)
    .filter((name) => !UNRECORDED.includes(name) || (model !== null && model.preparation !== null));

/** Options that belong to the images of a run: other images have other lists and tables. */
export const OF_IMAGES = [
  ...['valid', 'exclude', 'limit'],
  ...['labels', 'file-column', 'label-column', 'split-column', 'label-delimiter'],
];
