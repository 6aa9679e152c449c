import { choice, fraction, integer, side, text } from './option-kinds.ts';
import type { OptionSpec } from './options.ts';

/** Returns the options that say which images there are, and what they show. */
export const filesOptions = (dataSets: readonly string[]): readonly OptionSpec[] => [
  {
    name: 'data',
    value: 'DIR',
    help: `a folder with one subfolder of images per class, or ${dataSets.join(', ')}`,
    type: text(`a folder, or one of ${dataSets.join(', ')}`),
  },
  {
    name: 'valid',
    value: 'HOW',
    help: "the validation images: `auto` (the folders, if they are split already, else random:0.2), auto:0.2 (else a fifth of each class), a fraction of each class, random:0.2 (fastai's), `folders` (train, and valid or val), or a file that lists them",
    type: text('auto, auto:FRACTION, a fraction, random:FRACTION, `folders` or a file'),
  },
  {
    name: 'split',
    value: 'PART',
    help: 'the images to evaluate: valid, train (without augmentation), test or all (default: those that the run validated with; of other images valid or test if they are split, else all)',
    type: choice('valid', 'train', 'test', 'all'),
  },
  {
    name: 'class-from',
    value: 'HOW',
    help: 'what names the class: the folder of an image (parent), the folder below DIR (top), or a regular expression with a group',
    type: text('parent, top or a regular expression with a group'),
  },
  {
    name: 'labels',
    value: 'FILE',
    help: 'a table of labels instead of class folders: CSV or JSON Lines (metadata.csv in DIR is found automatically)',
    type: text('a file'),
  },
  { name: 'file-column', value: 'NAME', help: 'its column of image files', type: text("a column's name") },
  { name: 'label-column', value: 'NAME', help: 'its column of labels', type: text("a column's name") },
  {
    name: 'split-column',
    value: 'NAME',
    help: 'its column that says train, valid or test',
    type: text("a column's name"),
  },
  {
    name: 'label-delimiter',
    value: 'TEXT',
    help: 'images have several labels, separated by TEXT, e.g. " " or ";"',
    type: { kind: 'text', expected: 'a delimiter, e.g. " "', accepts: (delimiter) => delimiter !== '' },
  },
  {
    name: 'threshold',
    value: 'P',
    help: 'with several labels per image: the probability above which a label is predicted',
    type: fraction,
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
];

/** The options of the preparation of images. */
export const preparationOptions: readonly OptionSpec[] = [
  { name: 'size', value: 'N', help: "height and width of the network's input, in pixels", type: side },
  {
    name: 'item-size',
    value: 'N',
    help: 'height and width before augmentation, in pixels',
    type: side,
  },
  {
    name: 'resize',
    value: 'HOW',
    help: 'how an image that is not square becomes an item: crop (its largest square), squish, or pad (mirrored edges)',
    type: choice('crop', 'squish', 'pad'),
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
    name: 'augment',
    help: 'augment the images that train the network (the default)',
    off: 'train on images as they are validated, without augmentation',
    type: { kind: 'flag' },
  },
  {
    name: 'auto-augment',
    help: 'augment by RandAugment, after a random crop and flip',
    type: { kind: 'flag' },
  },
  {
    name: 'augment-ops',
    value: 'N',
    help: 'with --auto-augment: the number of operations per image',
    type: integer(1),
  },
  {
    name: 'augment-magnitude',
    value: 'X',
    help: 'with --auto-augment: the strength of the operations, 0 to 10',
    type: {
      kind: 'number',
      expected: 'a number in 0..10',
      accepts: (value) => value >= 0 && value <= 10,
    },
  },
  {
    name: 'erasing',
    value: 'P',
    help: 'erase a random box of an image with probability P, e.g. 0.5 (random erasing)',
    type: fraction,
  },
];
