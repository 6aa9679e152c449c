import { badOption, badData, shellCommand, type AppError, type OptionValue } from '../../src/core/index.ts';
import type { CommandLine } from './command-line.ts';
import { exampleOf, type CommandInfo, type Values } from './commands.ts';

/** Where runs are, unless they are put elsewhere. */
export const RUNS = 'runs';

/** What a model that is taken from a run cannot be asked besides. */
export const IMPLIED_BY: readonly (readonly [by: string, options: readonly string[]])[] = [
  [
    'from',
    [
      ...['arch', 'n-out', 'size', 'normalize', 'lr', 'start-size', 'start-item-size', 'start-batch-size'],
      ...['start-epochs', 'fine-tune-epochs', 'fine-tune-lr'],
    ],
  ],
  ['continue', ['arch', 'n-out']],
];

/** Options that another one brings with it. */
export const brought = (values: Values): readonly AppError[] =>
  IMPLIED_BY.flatMap(([by, options]) =>
    by in values
      ? options
          .filter((name) => name in values)
          .map((name) => ({
            _tag: 'BadOption' as const,
            where: `--${name}`,
            expected: `not to be given with --${by}, which brings the model's own`,
            received: String(values[name]),
            advice: `Leave out one of the two.`,
          }))
      : [],
  );

/** Whether there is data to work with. */
export function dataErrors(
  command: CommandInfo,
  { data }: Values,
  { dataSets, isFolder }: CommandLine,
  excused: boolean,
): readonly AppError[] {
  if (!('data' in command.defaults)) return [];
  const expected = `a folder with one folder of images a class, or one of ${dataSets.join(', ')}`;
  if (data === undefined)
    return excused
      ? []
      : [
          badOption(
            '--data',
            expected,
            'nothing',
            `Try ${exampleOf(command)}, or ${shellCommand()} alone for the quick start.`,
          ),
        ];
  const name = String(data);
  return dataSets.includes(name) || isFolder(name)
    ? []
    : [badData('--data', expected, `${name}, which is neither`, 'Check the path.')];
}

/** A run that is gone on from must have left its model. */
export const modelErrors = (
  option: string,
  run: OptionValue | undefined,
  { hasModel }: CommandLine,
): readonly AppError[] =>
  run === undefined || hasModel(String(run))
    ? []
    : [
        badData(
          `--${option}`,
          'the folder of a run that has left its model',
          `${String(run)}, where no model is`,
          'Runs are under runs/, or where --out said.',
        ),
      ];

/** Validation is a share, the split of folders, or a list that is there. */
export function validErrors({ valid }: Values, { isFile }: CommandLine): readonly AppError[] {
  if (valid === undefined || valid === 'folders') return [];
  const fraction = Number(valid);
  const right = Number.isNaN(fraction) ? isFile(String(valid)) : fraction > 0 && fraction < 1;
  return right
    ? []
    : [
        badOption(
          '--valid',
          'a share above 0 and below 1, `folders`, or a file that lists images',
          String(valid),
          'The book takes 0.2.',
        ),
      ];
}

/** A new run does not go over an old one, and finds before it begins whether it can be written. */
export function outErrors(
  out: OptionValue | undefined,
  { hasRun, whyNotWritable }: CommandLine,
): readonly AppError[] {
  const folder = String(out ?? RUNS);
  if (out !== undefined && hasRun(folder))
    return [
      badOption(
        '--out',
        'a folder that no run is in',
        `${folder}, which has one`,
        'Take another one, or remove it first.',
      ),
    ];
  const why = whyNotWritable(folder);
  return why === null
    ? []
    : [
        badOption(
          '--out',
          'a folder that can be written',
          `${folder}, ${why}`,
          out === undefined ? 'Name one with --out.' : 'Take another one.',
        ),
      ];
}

/** Words behind the command. */
export function wordErrors(
  { name, words: takes }: CommandInfo,
  words: readonly string[],
): readonly AppError[] {
  const { name: word, least, most, first = words[0] } = takes ?? { name: '', least: 0, most: 0 };
  if (words.length > 0 && words[0] !== first)
    return [badOption(name, `nothing, or ${first ?? ''}`, `"${words[0] ?? ''}"`, 'See --help.')];
  if (words.length >= least && words.length <= most) return [];
  const many = least === most ? `${least}` : most === Infinity ? `${least} or more` : `${least} to ${most}`;
  return [
    badOption(
      name,
      most === 0 ? 'one command, then options that begin with --' : `${many} of ${word}`,
      words.length === 0
        ? 'none'
        : words
            .slice(most === 0 ? 0 : -1)
            .map((each) => `"${each}"`)
            .join(', ') + (most === 0 ? ' as well' : ` as the last of ${words.length}`),
      'See --help.',
    ),
  ];
}

/** An option of other commands. */
export const notItsOption = (option: string, command: CommandInfo): AppError =>
  badOption(
    `--${option}`,
    `an option of ${command.name}`,
    'one of other commands',
    `See ${shellCommand(`${command.name} --help`)}.`,
  );

/** `--yes` answers a question that only `cache clean` asks. */
export const cacheErrors = (
  { name }: CommandInfo,
  { yes }: Values,
  words: readonly string[],
): readonly AppError[] =>
  name === 'cache' && yes === true && words.length === 0
    ? [
        badOption(
          '--yes',
          'cache clean, which asks',
          'cache, which only lists',
          `To remove: ${shellCommand('cache clean --yes')}`,
        ),
      ]
    : [];
