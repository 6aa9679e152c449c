import { isScoreName, parseScoreNames, precisionOptions, scoreNames } from '../../src/core/index.ts';
import { choice, fraction, integer, rate, side, text, time } from './option-kinds.ts';
import { filesOptions, preparationOptions } from './image-option-table.ts';
import type { OptionSpec } from './options.ts';
import { predictionOptions } from './prediction-option-table.ts';
import { sharedOptions } from './shared-options.ts';
import { transferOptions } from './transfer-option-table.ts';

const scores = [...new Set(Object.values(scoreNames).flat())].join(', ');

/**
 * Returns every option of every command. Takes the names that other modules define, so that `--help` loads none of
 * them.
 */
export const optionTable = ({
  architectures,
  dataSets,
}: {
  readonly architectures: readonly string[];
  readonly dataSets: readonly string[];
}): readonly OptionSpec[] => [
  ...filesOptions(dataSets),
  {
    name: 'arch',
    value: 'NAME',
    help: `${architectures.slice(0, 5).join(', ')}, …`,
    type: choice(...architectures),
  },
  ...transferOptions,
  {
    name: 'n-out',
    value: 'N',
    help: 'outputs of the network, by default one per class (the book: 1000)',
    type: integer(2),
  },
  {
    name: 'precision',
    value: 'TYPE',
    help: 'precision of convolutions and of what follows them: float32, bfloat16 (faster on processors with AVX512_BF16 or AMX, and on GPUs), float16 (GPUs), or auto: bfloat16 where a short measurement shows a gain; results differ slightly from float32',
    type: choice(...precisionOptions),
  },
  {
    name: 'metrics',
    value: 'NAMES',
    help: `the scores to show, separated by commas: ${scores}`,
    type: {
      kind: 'text',
      expected: `scores, separated by commas: ${scores}`,
      accepts: (names) => parseScoreNames(names).every(isScoreName),
    },
  },
  ...preparationOptions,
  {
    name: 'cache',
    value: 'WHERE',
    help: 'where to keep decoded images: memory (1 GiB), disk (20 GiB, for later runs too) or none',
    type: choice('memory', 'disk', 'none'),
  },
  {
    name: 'balanced-sampling',
    help: 'draw each class equally often in an epoch of training, and repeat the images of small classes',
    type: { kind: 'flag' },
  },
  {
    name: 'class-weights',
    value: 'POWER',
    help: 'weight each class in the loss by a power of its inverse frequency: 1 in full, 0 not at all',
    type: fraction,
  },
  {
    name: 'focal',
    value: 'GAMMA',
    help: 'focal loss, with less weight on images that are predicted well, e.g. 2',
    type: {
      kind: 'number',
      expected: 'a number of at least 0, e.g. 2',
      accepts: (value) => value >= 0,
    },
  },
  { name: 'epochs', value: 'N', help: 'number of epochs', type: integer(1) },
  {
    name: 'lr',
    value: 'X',
    help: 'maximum learning rate',
    type: { ...rate, expected: 'a positive number, e.g. 3e-3, or auto', words: ['auto'] },
  },
  {
    name: 'clip',
    value: 'X',
    help: 'scale gradients down to a norm of at most X',
    type: { ...rate, expected: 'a positive number, e.g. 1' },
  },
  { name: 'accumulate', value: 'N', help: 'update the weights once per N batches', type: integer(1) },
  {
    name: 'compress-gradients',
    help: 'with several processes: send gradients in bfloat16, half the bytes',
    type: { kind: 'flag' },
  },
  {
    name: 'recompute-activations',
    help: 'compute activations again in the backward pass instead of keeping them: up to a sixth less memory, a third more time',
    type: { kind: 'flag' },
  },
  {
    name: 'patience',
    value: 'N',
    help: 'end a fit after N epochs without improvement',
    type: integer(1),
  },
  {
    name: 'best',
    help: 'save the model of the best epoch too',
    off: 'save only the model of the last epoch',
    type: { kind: 'flag' },
  },
  {
    name: 'ema',
    value: 'DECAY',
    help: 'average the weights, e.g. 0.999; the average is validated and saved',
    type: {
      ...fraction,
      expected: 'a number from 0 to below 1, e.g. 0.999',
      accepts: (value: number) => value >= 0 && value < 1,
    },
  },
  {
    name: 'budget',
    value: 'TIME',
    help: 'fit the training to TIME, e.g. 10m or 1h, and end it then (default: about 10 minutes)',
    type: time,
  },
  {
    name: 'time-limit',
    value: 'TIME',
    help: 'end training after TIME, e.g. 30m, 2h or 90s; the model is kept',
    type: time,
  },
  {
    name: 'monitor',
    value: 'NAME',
    help: 'the value that decides the best epoch: valid_loss, train_loss or a score (see --metrics)',
    type: {
      kind: 'text',
      expected: `valid_loss, train_loss or a score: ${scores}`,
      accepts: (name) =>
        ['valid_loss', 'train_loss'].includes(name) ||
        (!name.includes(',') && parseScoreNames(name).every(isScoreName)),
    },
  },
  {
    name: 'continue',
    value: 'RUN',
    help: 'start from the saved model of a run, or from a model file',
    type: text("a run's folder or a model file"),
  },
  {
    name: 'start-size',
    value: 'N',
    help: 'size of the first fit (default 4/7 of --size)',
    type: side,
  },
  {
    name: 'start-item-size',
    value: 'N',
    help: 'item size of the first fit (default --item-size)',
    type: side,
  },
  { name: 'start-batch-size', value: 'N', help: 'images per step of the first fit', type: integer(1) },
  { name: 'start-epochs', value: 'N', help: 'epochs of the first fit', type: integer(1) },
  { name: 'fine-tune-epochs', value: 'N', help: 'epochs of the second fit, at --size', type: integer(1) },
  { name: 'fine-tune-lr', value: 'X', help: 'maximum learning rate of the second fit', type: rate },
  {
    name: 'from',
    value: 'RUN',
    help: 'use the model, data and options of a run, or a model file',
    type: text("a run's folder or a model file"),
  },
  {
    name: 'weights',
    value: 'WHICH',
    help: 'which model of that run: best (of its best epoch) or last',
    type: choice('best', 'last'),
  },
  {
    name: 'run',
    value: 'RUN',
    help: "compare labels with the predictions of a run, and use the run's split; if it had --labels or --class-from, give them again",
    type: text("a run's folder"),
  },
  ...predictionOptions,
  { name: 'n', value: 'N', help: 'number of images', type: integer(1) },
  {
    name: 'mixup',
    value: 'ALPHA',
    help: 'blend images by MixUp; a greater ALPHA blends more evenly',
    type: { ...rate, expected: 'a positive number, e.g. 0.5' },
  },
  { name: 'beta', value: 'X', help: 'weight of the predictions without augmentation', type: fraction },
  { name: 'max', help: 'combine predictions by maximum instead of weighted mean', type: { kind: 'flag' } },
  { name: 'mixup-epochs', value: 'N', help: 'epochs of the MixUp experiment', type: integer(1) },
  {
    name: 'epsilon',
    value: 'X',
    help: 'label smoothing: the fraction spread over all classes',
    type: fraction,
  },
  ...sharedOptions,
];
