import { parseDuration } from './duration.ts';
import { choice, fraction, integer, rate, side, text } from './option-kinds.ts';
import type { OptionSpec } from './options.ts';
import { sharedOptions } from './shared-options.ts';

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
  {
    name: 'data',
    value: 'DIR',
    help: `a folder with one subfolder of images per class, or ${dataSets.join(', ')}`,
    type: text(`a folder, or one of ${dataSets.join(', ')}`),
  },
  {
    name: 'valid',
    value: 'HOW',
    help: "the validation images: `auto` (the folders, if they are split already, else random:0.2), a fraction of each class, random:0.2 (fastai's), `folders` (train, and valid or val), or a file that lists them",
    type: text('auto, a fraction, random:FRACTION, `folders` or a file'),
  },
  {
    name: 'class-from',
    value: 'HOW',
    help: 'what names the class: the folder of an image (parent), the folder below DIR (top), or a regular expression with a group',
    type: text('parent, top or a regular expression with a group'),
  },
  {
    name: 'exclude',
    value: 'FILE',
    help: 'leave out the images that a file lists, one path per line, as `verify` writes it',
    type: text('a file'),
  },
  { name: 'strict', help: 'warnings about the images are errors', type: { kind: 'flag' } },
  { name: 'limit', value: 'N', help: 'use a random sample of N images', type: integer(2) },
  { name: 'seed', value: 'N', help: 'the seed of all random numbers', type: integer(0) },
  {
    name: 'arch',
    value: 'NAME',
    help: `${architectures.slice(0, 5).join(', ')}, …`,
    type: choice(...architectures),
  },
  {
    name: 'n-out',
    value: 'N',
    help: 'outputs of the network, by default one per class (the book: 1000)',
    type: integer(2),
  },
  {
    name: 'precision',
    value: 'TYPE',
    help: 'precision of convolutions: float32, bfloat16 or float16 (faster on some GPUs only)',
    type: choice('float32', 'bfloat16', 'float16'),
  },
  { name: 'size', value: 'N', help: "height and width of the network's input, in pixels", type: side },
  {
    name: 'item-size',
    value: 'N',
    help: 'height and width before augmentation, in pixels',
    type: side,
  },
  { name: 'batch-size', value: 'N', help: 'images per step', type: integer(1) },
  {
    name: 'normalize',
    value: 'HOW',
    help: "statistics to normalize with: imagenet, batch (the first batch's) or none",
    type: choice('imagenet', 'batch', 'none'),
  },
  {
    name: 'interpolation',
    value: 'HOW',
    help: 'how often augmentation interpolates: twice (fastai), once (the book) or step-by-step',
    type: choice('twice', 'once', 'step-by-step'),
  },
  {
    name: 'cache',
    value: 'WHERE',
    help: 'where to keep decoded images: memory (1 GiB), disk (20 GiB, for later runs too) or none',
    type: choice('memory', 'disk', 'none'),
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
    name: 'time-limit',
    value: 'TIME',
    help: 'end training after TIME, e.g. 30m, 2h or 90s; the model is kept',
    type: {
      kind: 'number',
      expected: 'a time, e.g. 30m, 2h or 90s',
      accepts: (value) => value > 0,
      read: parseDuration,
    },
  },
  {
    name: 'monitor',
    value: 'NAME',
    help: 'the value that decides the best epoch: valid_loss, train_loss or accuracy',
    type: choice('valid_loss', 'train_loss', 'accuracy'),
  },
  {
    name: 'continue',
    value: 'RUN',
    help: 'start from the saved model of a run',
    type: text("a run's folder"),
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
    help: 'use the model, data and options of a run',
    type: text("a run's folder"),
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
    help: "compare labels with the predictions of a run, and use the run's split",
    type: text("a run's folder"),
  },
  {
    name: 'format',
    value: 'FORMAT',
    help: 'what to print: table, csv or json',
    type: choice('table', 'csv', 'json'),
  },
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
