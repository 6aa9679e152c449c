import { kebabCase } from '../../pipelines/options.ts';
import { chosenOptions } from '../../pipelines/train-options.ts';
import {
  architectureNames,
  badOption,
  defaultPretrained,
  PRETRAINED,
  shellCommand,
  type AppError,
} from '../../src/core/index.ts';
import type { CommandEntry, Values } from './commands.ts';

/** Reports a `--format` that prints something else than `--json`. */
export const formatErrors = ({ json, format }: Values): readonly AppError[] =>
  json !== true || !['table', 'csv'].includes(String(format))
    ? []
    : [
        badOption(
          '--format',
          '',
          'cannot be combined with --json, which is another format',
          'Omit one of them.',
        ),
      ];

/** Reports `--monitor` if nothing uses it. */
export const monitorErrors = (given: Values, { best, patience }: Values): readonly AppError[] =>
  given['monitor'] === undefined || best === true || patience !== undefined
    ? []
    : [badOption('--monitor', '', 'has no effect with --no-best', 'Omit one of them, or add --patience N.')];

/** Reports `--lr auto` of a command that does not search for a rate. */
export const rateErrors = ({ name, findsRate }: CommandEntry, { lr }: Values): readonly AppError[] =>
  lr !== 'auto' || findsRate
    ? []
    : [
        badOption(
          '--lr',
          'a positive number, e.g. 3e-3',
          `auto, which ${name} does not support`,
          `To find one: ${shellCommand(['lr-find'])}`,
        ),
      ];

/** Reports a budget if nothing is left to fit to it, as with the configuration of an earlier run. */
export const budgetErrors = (flags: Values, options: Values): readonly AppError[] =>
  flags['budget'] === undefined || chosenOptions.some((name) => options[name] === undefined)
    ? []
    : [
        badOption(
          '--budget',
          '',
          `has no effect if ${chosenOptions.map((name) => `--${kebabCase(name)}`).join(', ')} are all given, as by the configuration of an earlier run`,
          'Omit one of them or --config, or limit the time with --time-limit.',
        ),
      ];

/** Reports `--weights` without the run whose model it chooses. */
export const weightsErrors = (given: Values, options: Values): readonly AppError[] =>
  given['weights'] === undefined || !('from' in options) || options['from'] !== undefined
    ? []
    : [badOption('--weights', '', 'has no effect without the model of a run', 'Add --from RUN.')];

/** Reports two options that correct the same imbalance. */
export const imbalanceErrors = ({ balancedSampling, classWeights }: Values): readonly AppError[] =>
  balancedSampling === true && classWeights !== undefined
    ? [
        badOption(
          '--class-weights',
          '',
          'cannot be combined with --balanced-sampling, which corrects the same imbalance',
          'Omit one of them.',
        ),
      ]
    : [];

/** Reports `--class-from` with a table of labels. */
export const labelErrors = (given: Values, { labels }: Values): readonly AppError[] =>
  given['class-from'] === undefined || labels === undefined
    ? []
    : [badOption('--class-from', '', 'cannot be combined with --labels', 'Omit one of them.')];

/** Reports options of RandAugment without it, and options of augmentation with `--no-augment`. */
export const augmentErrors = (
  { name: command }: Pick<CommandEntry, 'name'>,
  given: Values,
  { augment, autoAugment, erasing, from }: Values,
): readonly AppError[] => [
  ...['augment-ops', 'augment-magnitude']
    .filter((name) => name in given && autoAugment === false)
    .map((name) => badOption(`--${name}`, '', 'has no effect without --auto-augment', 'Add --auto-augment.')),
  ...(augment === false
    ? [
        ...(autoAugment === true ? ['auto-augment'] : []),
        ...(erasing === undefined ? [] : ['erasing']),
        ...('interpolation' in given ? ['interpolation'] : []),
      ].map((name) =>
        badOption(
          `--${name}`,
          '',
          'cannot be combined with --no-augment, which turns augmentation off',
          `Omit --${name} or --no-augment.`,
        ),
      )
    : []),
  ...(augment === false && command === 'tta' && from === undefined
    ? [
        badOption(
          '--no-augment',
          '',
          'cannot be combined with test-time augmentation, which predicts augmented images',
          `Omit --no-augment, or train without tta: ${shellCommand(['progressive', '--no-augment'])}`,
        ),
      ]
    : []),
];

/** Reports options of transfer learning that have no effect, or that pretrained weights determine. */
export function transferErrors(
  { name, defaults }: CommandEntry,
  flags: Values,
  { pretrained, arch, freeze }: Values,
): readonly AppError[] {
  if (!('pretrained' in defaults)) return [];
  const starts = pretrained !== undefined && pretrained !== PRETRAINED.none;
  // `train` may find some in the cache.
  const unused =
    starts || (name === 'train' && pretrained === undefined) ? [] : ['freeze', 'frozen-batch-norm'];
  const implied = starts ? ['normalize', ...(pretrained === PRETRAINED.usual ? [] : ['arch'])] : [];
  const given = (names: readonly string[]): readonly string[] => names.filter((each) => each in flags);
  return [
    ...given(unused).map((each) =>
      badOption(`--${each}`, '', 'has no effect without pretrained weights', 'Add --pretrained.'),
    ),
    ...given(implied).map((each) =>
      badOption(
        `--${each}`,
        '',
        'cannot be combined with pretrained weights (--pretrained), which determine it',
        `Omit --${each}.`,
      ),
    ),
    ...(freeze === 0 && 'frozen-batch-norm' in flags
      ? [badOption('--frozen-batch-norm', '', 'has no effect with --freeze 0', 'Omit one of them.')]
      : []),
    ...(pretrained === PRETRAINED.usual && arch !== undefined && defaultPretrained(String(arch)) === null
      ? [
          badOption(
            '--pretrained',
            `an architecture with published weights: ${architectureNames.filter((each) => defaultPretrained(each) !== null).join(', ')}`,
            String(arch),
            'Choose one of them with --arch, or give the path of weights.',
          ),
        ]
      : []),
  ];
}
