import { MAX_SHORT_SIDE } from '../../src/core/index.ts';
import type { OptionSpec } from './options.ts';

/** Read from the current folder if it is there, unless `--config` names another file. */
export const CONFIG_FILE = 'millrace.config.json';

const whole = (least: number, most = Infinity) =>
  ({
    kind: 'number',
    expected: `a whole number from ${least}${most === Infinity ? '' : ` to ${most}`}`,
    accepts: (value: number) => Number.isInteger(value) && value >= least && value <= most,
  }) as const;

/** Pixels of a side: a decoded image's shorter side has no more. */
const side = whole(16, MAX_SHORT_SIDE);

const rate = {
  kind: 'number',
  expected: 'a positive number, e.g. 3e-3',
  accepts: (value: number) => value > 0,
} as const;

const fraction = {
  kind: 'number',
  expected: 'a number in 0..1',
  accepts: (value: number) => value >= 0 && value <= 1,
} as const;

const text = (expected: string) => ({ kind: 'text', expected }) as const;

const choice = (...choices: readonly string[]) => ({ kind: 'choice', choices }) as const;

/** Every option of every command. The names that are known elsewhere are passed in, so that the help loads nothing. */
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
    help: `a folder with one folder of images a class, or ${dataSets.join(', ')}`,
    type: text(`a folder, or one of ${dataSets.join(', ')}`),
  },
  {
    name: 'valid',
    value: 'HOW',
    help: 'a share as 0.2, `folders` (train and val or valid), or a list of files',
    type: text('a share, `folders` or a file'),
  },
  { name: 'limit', value: 'N', help: 'use only so many images, a random sample', type: whole(2) },
  { name: 'seed', value: 'N', help: 'of everything random', type: whole(0) },
  {
    name: 'arch',
    value: 'NAME',
    help: `${architectures.slice(0, 5).join(', ')}, …`,
    type: choice(...architectures),
  },
  { name: 'n-out', value: 'N', help: "outputs of the network (the book's has 1000)", type: whole(2) },
  {
    name: 'precision',
    value: 'BITS',
    help: 'float32, or convolutions in bfloat16 or float16, which only some graphics cards are faster with',
    type: choice('float32', 'bfloat16', 'float16'),
  },
  { name: 'size', value: 'N', help: "pixels of the network's input", type: side },
  {
    name: 'item-size',
    value: 'N',
    help: 'pixels of the images before augmentation (presizing)',
    type: side,
  },
  { name: 'batch-size', value: 'N', help: 'images a step', type: whole(1) },
  {
    name: 'normalize',
    value: 'HOW',
    help: "by imagenet's statistics, a batch's, or none",
    type: choice('imagenet', 'batch', 'none'),
  },
  {
    name: 'interpolation',
    value: 'HOW',
    help: "twice as fastai's augmentation, once as the book says, or step-by-step",
    type: choice('twice', 'once', 'step-by-step'),
  },
  {
    name: 'cache',
    value: 'WHERE',
    help: 'keep decoded images for the next epoch: in memory (1 GiB), on disk (20 GiB, for later runs too), none',
    type: choice('memory', 'disk', 'none'),
  },
  { name: 'epochs', value: 'N', help: 'passes over the training images', type: whole(1) },
  { name: 'lr', value: 'X', help: 'greatest learning rate', type: rate },
  {
    name: 'continue',
    value: 'RUN',
    help: "train a finished run's model on, normalized as it was: its folder",
    type: text("a run's folder"),
  },
  {
    name: 'start-size',
    value: 'N',
    help: 'pixels of the first, smaller images (default 4/7 of --size)',
    type: side,
  },
  {
    name: 'start-item-size',
    value: 'N',
    help: 'the same before augmentation (default --item-size)',
    type: side,
  },
  { name: 'start-batch-size', value: 'N', help: 'images a step, of smaller images', type: whole(1) },
  { name: 'start-epochs', value: 'N', help: 'passes over smaller images', type: whole(1) },
  { name: 'fine-tune-epochs', value: 'N', help: 'passes over larger images', type: whole(1) },
  { name: 'fine-tune-lr', value: 'X', help: 'greatest learning rate with them', type: rate },
  {
    name: 'from',
    value: 'RUN',
    help: "a finished run's folder: its model, data and options",
    type: text("a run's folder"),
  },
  { name: 'n', value: 'N', help: 'augmentations of each image, or images to show', type: whole(1) },
  {
    name: 'mix',
    value: 'X',
    help: 'blend the images by MixUp with this alpha',
    type: { ...rate, expected: 'a positive number, e.g. 0.5' },
  },
  { name: 'beta', value: 'X', help: 'weight of the images as they are', type: fraction },
  { name: 'max', help: 'greatest probabilities instead of weighted means', type: { kind: 'flag' } },
  {
    name: 'alpha',
    value: 'X',
    help: 'of MixUp: the greater, the more even the blends',
    type: { ...rate, expected: 'a positive number, e.g. 0.5' },
  },
  { name: 'mixup-epochs', value: 'N', help: "passes of MixUp's training", type: whole(1) },
  { name: 'epsilon', value: 'X', help: 'of label smoothing: the share for all classes', type: fraction },
  { name: 'out', value: 'DIR', help: 'the run folder (default runs/TIME-NAME)', type: text('a folder') },
  {
    name: 'config',
    value: 'FILE',
    help: `options from a file, e.g. a run's config.json (default ${CONFIG_FILE}, if it is there)`,
    type: text('a file'),
  },
  {
    name: 'tensorboard',
    help: "write TensorBoard's event files into the run folder",
    type: { kind: 'flag' },
  },
  {
    name: 'profile',
    help: 'tell after each epoch what the time of a step goes into, by operator and by kernel (steps are slower meanwhile)',
    type: { kind: 'flag' },
  },
  { name: 'device', value: 'NAME', help: 'cpu or gpu', type: choice('cpu', 'gpu') },
  { name: 'prepare', help: 'prepare the engine first', type: { kind: 'flag' } },
  { name: 'yes', help: 'remove without a question', type: { kind: 'flag' } },
  { name: 'plain', help: 'lines of text, as for a log', type: { kind: 'flag' } },
  {
    name: 'json',
    help: 'JSON on stdout (metrics as JSON Lines), everything else on stderr',
    type: { kind: 'flag' },
  },
  {
    name: 'speed',
    value: 'X',
    help: 'replay a finished run so many times as fast as it was (default: at once)',
    type: { ...rate, expected: 'a positive number, e.g. 10' },
  },
  { name: 'version', help: "Millrace's version", type: { kind: 'flag' } },
  { name: 'help', help: 'this', type: { kind: 'flag' } },
];
