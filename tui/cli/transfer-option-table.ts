import { PRETRAINED } from '../../src/core/index.ts';
import { choice, fraction, integer, text } from './option-kinds.ts';
import type { OptionSpec } from './options.ts';

/** The options of the head, and of transfer learning. */
export const transferOptions: readonly OptionSpec[] = [
  {
    name: 'pretrained',
    value: 'MODEL',
    help: 'start from pretrained weights: a name (resnet18d.ra2_in1k), a file or a folder; without a value, the default weights of --arch; none: random weights',
    type: text('the name of a model, a file or a folder'),
    bare: PRETRAINED.usual,
  },
  {
    name: 'freeze',
    value: 'N',
    help: 'with pretrained weights: train only the head for N epochs first (default 1); all: train nothing else',
    type: { ...integer(0), expected: 'an integer of at least 0, or all', words: ['all'] },
  },
  {
    name: 'head',
    value: 'KIND',
    help: 'linear (default), or fastai: average and max pooling, then two dense layers',
    type: choice('linear', 'fastai'),
  },
  {
    name: 'head-dropout',
    value: 'P',
    help: 'dropout in the head (default 0; 0.5 for --head fastai)',
    type: {
      ...fraction,
      expected: 'a number from 0 to below 1, e.g. 0.5',
      accepts: (value: number) => value >= 0 && value < 1,
    },
  },
  {
    name: 'frozen-batch-norm',
    value: 'HOW',
    help: 'whether batch norm of frozen layers is trained (default) or fixed, which is faster',
    type: choice('trained', 'fixed'),
  },
];
