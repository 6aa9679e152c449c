import { shellCommand, type AppError, type OptionValue } from '../../src/core/index.ts';
import type { CommandLine } from './command-line.ts';
import { exampleOf, type CommandInfo, type Values } from './commands.ts';

/** Where runs are, unless they are put elsewhere. */
export const RUNS = 'runs';

/** What a model that is taken from a run cannot be asked besides. */
export const BROUGHT: readonly (readonly [by: string, options: readonly string[]])[] = [
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
  BROUGHT.flatMap(([by, options]) =>
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
  const expected = `a folder with one folder of pictures a class, or one of ${dataSets.join(', ')}`;
  if (data === undefined)
    return excused
      ? []
      : [
          {
            _tag: 'BadOption',
            where: '--data',
            expected,
            received: 'nothing',
            advice: `Try ${exampleOf(command)}, or ${shellCommand()} alone for the quick start.`,
          },
        ];
  const name = String(data);
  return dataSets.includes(name) || isFolder(name)
    ? []
    : [
        {
          _tag: 'BadData',
          where: '--data',
          expected,
          received: `${name}, which is neither`,
          advice: 'Check the path.',
        },
      ];
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
        {
          _tag: 'BadData',
          where: `--${option}`,
          expected: 'the folder of a run that has left its model',
          received: `${String(run)}, where no model is`,
          advice: 'Runs are under runs/, or where --out said.',
        },
      ];

/** Validation is a share, the split of folders, or a list that is there. */
export function validErrors({ valid }: Values, { isFile }: CommandLine): readonly AppError[] {
  if (valid === undefined || valid === 'folders') return [];
  const share = Number(valid);
  const right = Number.isNaN(share) ? isFile(String(valid)) : share > 0 && share < 1;
  return right
    ? []
    : [
        {
          _tag: 'BadOption',
          where: '--valid',
          expected: 'a share above 0 and below 1, `folders`, or a file that lists pictures',
          received: String(valid),
          advice: 'The book takes 0.2.',
        },
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
      {
        _tag: 'BadOption',
        where: '--out',
        expected: 'a folder that no run is in',
        received: `${folder}, which has one`,
        advice: 'Take another one, or remove it first.',
      },
    ];
  const why = whyNotWritable(folder);
  return why === null
    ? []
    : [
        {
          _tag: 'BadOption',
          where: '--out',
          expected: 'a folder that can be written',
          received: `${folder}, ${why}`,
          advice: out === undefined ? 'Name one with --out.' : 'Take another one.',
        },
      ];
}

/** Words behind the command. */
export function wordErrors(
  { name, words: takes }: CommandInfo,
  words: readonly string[],
): readonly AppError[] {
  const { name: word, least, most, first = words[0] } = takes ?? { name: '', least: 0, most: 0 };
  if (words.length > 0 && words[0] !== first)
    return [
      {
        _tag: 'BadOption',
        where: name,
        expected: `nothing, or ${first ?? ''}`,
        received: `"${words[0] ?? ''}"`,
        advice: 'See --help.',
      },
    ];
  if (words.length >= least && words.length <= most) return [];
  const many = least === most ? `${least}` : most === Infinity ? `${least} or more` : `${least} to ${most}`;
  return [
    {
      _tag: 'BadOption',
      where: name,
      expected: most === 0 ? 'one command, then options that begin with --' : `${many} of ${word}`,
      received:
        words.length === 0
          ? 'none'
          : words
              .slice(most === 0 ? 0 : -1)
              .map((each) => `"${each}"`)
              .join(', ') + (most === 0 ? ' as well' : ` as the last of ${words.length}`),
      advice: 'See --help.',
    },
  ];
}

/** An option of other commands. */
export const notItsOption = (option: string, command: CommandInfo): AppError => ({
  _tag: 'BadOption',
  where: `--${option}`,
  expected: `an option of ${command.name}`,
  received: 'one of other commands',
  advice: `See ${shellCommand(`${command.name} --help`)}.`,
});

/** `--yes` answers a question that only `cache clean` asks. */
export const cacheErrors = (
  { name }: CommandInfo,
  { yes }: Values,
  words: readonly string[],
): readonly AppError[] =>
  name === 'cache' && yes === true && words.length === 0
    ? [
        {
          _tag: 'BadOption',
          where: '--yes',
          expected: 'cache clean, which asks',
          received: 'cache, which only lists',
          advice: `To remove: ${shellCommand('cache clean --yes')}`,
        },
      ]
    : [];
