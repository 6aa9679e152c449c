import type { OptionSpec } from './options.ts';

const whole = (least: number) =>
  ({
    kind: 'number',
    expected: `a whole number from ${least}`,
    accepts: (value: number) => Number.isInteger(value) && value >= least,
  }) as const;

/** The options of every pipeline. The architectures are passed in, so that the help loads nothing else. */
export const trainingTable = (architectures: readonly string[]): readonly OptionSpec[] => [
  {
    name: 'data',
    value: 'DIR',
    help: 'a folder with one folder of pictures a class',
    type: { kind: 'text', expected: 'a folder' },
  },
  {
    name: 'arch',
    value: 'NAME',
    help: `${architectures.slice(0, 5).join(', ')}, …`,
    type: { kind: 'choice', choices: architectures },
  },
  { name: 'size', value: 'N', help: "pixels of the network's input", type: whole(16) },
  {
    name: 'item-size',
    value: 'N',
    help: 'pixels of the pictures before augmentation (presizing)',
    type: whole(16),
  },
  { name: 'epochs', value: 'N', help: 'passes over the training pictures', type: whole(1) },
  {
    name: 'lr',
    value: 'X',
    help: 'greatest learning rate',
    type: { kind: 'number', expected: 'a positive number, e.g. 3e-3', accepts: (value) => value > 0 },
  },
  { name: 'batch-size', value: 'N', help: 'pictures a step', type: whole(1) },
  {
    name: 'normalize',
    value: 'HOW',
    help: 'imagenet, batch or none',
    type: { kind: 'choice', choices: ['imagenet', 'batch', 'none'] },
  },
  {
    name: 'valid',
    value: 'HOW',
    help: 'a share as 0.2, `folders` (train and val or valid), or a list of files',
    type: { kind: 'text', expected: 'a share, `folders` or a file' },
  },
  { name: 'limit', value: 'N', help: 'use only so many pictures, a random sample', type: whole(2) },
  { name: 'seed', value: 'N', help: 'of everything random', type: whole(0) },
  { name: 'n-out', value: 'N', help: "outputs of the network (the book's has 1000)", type: whole(2) },
  { name: 'out', value: 'DIR', help: 'the run folder', type: { kind: 'text', expected: 'a folder' } },
  { name: 'device', value: 'NAME', help: 'cpu or gpu', type: { kind: 'choice', choices: ['cpu', 'gpu'] } },
  { name: 'prepare', help: 'with doctor: prepare the engine first', type: { kind: 'flag' } },
  { name: 'plain', help: 'lines of text, as for a log', type: { kind: 'flag' } },
  { name: 'help', help: 'this', type: { kind: 'flag' } },
];
