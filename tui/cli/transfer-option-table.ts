import { PRETRAINED } from '../../src/core/index.ts';
import { choice, fraction, integer, text } from './option-kinds.ts';
import type { OptionSpec } from './options.ts';

/** The options of the head, and of transfer learning. */
export const transferOptions: readonly OptionSpec[] = [
  {
    name: 'pretrained',
    value: 'MODEL',
    help: 'start from pretrained weights: a name, e.g. resnet18d.ra2_in1k, a file or folder, or nothing for the usual ones of --arch; none for random weights',
    type: text('the name of a model, a file or a folder'),
    bare: PRETRAINED.usual,
  },
  {
    name: 'freeze',
    value: 'N',
    help: 'with pretrained weights: epochs that train only the head first (default 1), or all',
    type: { ...integer(0), expected: 'an integer of at least 0, or all', words: ['all'] },
  },
  {
    name: 'head',
    value: 'KIND',
    help: 'linear (the default), or fastai: maxima and means, and two dense layers',
    type: choice('linear', 'fastai'),
  },
  {
    name: 'head-dropout',
    value: 'P',
    help: 'fraction of the features of the head that training drops (default 0, of fastai 0.5)',
    type: {
      ...fraction,
      expected: 'a number from 0 to below 1, e.g. 0.5',
      accepts: (value: number) => value >= 0 && value < 1,
    },
  },
  {
    name: 'frozen-batch-norm',
    value: 'HOW',
    help: 'batch norm of frozen layers is trained (the default), or fixed, which is faster',
    type: choice('trained', 'fixed'),
  },
];
