import { resolve } from 'node:path';
import * as E from 'fp-ts/Either';
import type { AppError } from '../../src/core/index.ts';
import { camelCase, commandHelp, generalHelp, type CommandHelp } from './help.ts';
import { nearest, parseArguments, type OptionSpec } from './options.ts';

/** A pipeline, as the command line needs to know it. */
export interface PipelineInfo {
  readonly summary: string;
  readonly defaults: Readonly<Record<string, unknown>>;
}

/** What the person wants. */
export type Command =
  | { readonly _tag: 'Help'; readonly text: string }
  | { readonly _tag: 'List'; readonly text: string }
  | { readonly _tag: 'Doctor'; readonly prepare: boolean; readonly device: 'cpu' | 'gpu' }
  | {
      readonly _tag: 'Train';
      readonly pipeline: string;
      /** The pipeline's defaults, overridden; `data` absent for the quick start. */
      readonly options: Readonly<Record<string, unknown>>;
      readonly device: 'cpu' | 'gpu';
      /** Absolute; absent where it was not chosen. */
      readonly out: string | undefined;
    };

const QUICK_START = 'quickstart';
const PATHS = ['data', 'out'];
/** Options about the terminal and the engine. */
const NOT_THE_PIPELINES = ['plain', 'prepare', 'device'];

/** The arguments as a command; Left: every mistake in them. */
export function commandOf(
  args: readonly string[],
  table: readonly OptionSpec[],
  pipelines: Readonly<Record<string, PipelineInfo>>,
  isFolder: (path: string) => boolean,
): E.Either<readonly AppError[], Command> {
  const commands = commandsOf(pipelines);
  const parsed = parseArguments(args, table);
  const positionals = E.isRight(parsed)
    ? parsed.right.positionals
    : args.filter((arg) => !arg.startsWith('-'));
  const [name = QUICK_START, ...unexpected] = positionals[0] === 'run' ? positionals.slice(1) : positionals;
  if (args.includes('--help')) {
    const command = commands.find((each) => each.name === positionals[0]);
    return E.right({
      _tag: 'Help',
      text:
        command === undefined
          ? generalHelp(commands, table)
          : commandHelp(command, table, pipelines[name]?.defaults ?? {}),
    });
  }
  const errors = E.isLeft(parsed) ? [...parsed.left] : [];
  const known = commands.some((command) => command.name === name);
  if (!known && (E.isRight(parsed) || positionals[0] === args[0]))
    errors.unshift(unknownCommand(name, commands));
  if (known && E.isRight(parsed) && unexpected.length > 0) errors.push(unexpectedWord(unexpected[0] ?? ''));
  const values = E.isRight(parsed) ? parsed.right.values : {};
  const pipeline = pipelines[name];
  if (pipeline !== undefined && name !== QUICK_START && !mentions(args, 'data')) errors.push(noData(name));
  const data = valueOf(args, 'data');
  if (data !== undefined && !isFolder(resolve(data))) errors.push(noSuchFolder(data));
  if (errors.length > 0) return E.left(errors);
  const device = values['device'] === 'gpu' ? 'gpu' : 'cpu';
  if (name === 'doctor') return E.right({ _tag: 'Doctor', prepare: values['prepare'] === true, device });
  if (name === 'list' || pipeline === undefined)
    return E.right({
      _tag: 'List',
      text: commands.map((command) => `${command.name.padEnd(12)}${command.summary}`).join('\n'),
    });
  const options = Object.fromEntries(
    Object.entries(values)
      .filter(([key]) => !NOT_THE_PIPELINES.includes(key))
      .map(([key, value]) => [
        camelCase(key),
        PATHS.includes(key) || (key === 'valid' && isPath(value)) ? resolve(String(value)) : value,
      ]),
  );
  const { out, ...own } = options;
  return E.right({
    _tag: 'Train',
    pipeline: name,
    options: { ...pipeline.defaults, ...own },
    device,
    out: out === undefined ? undefined : String(out),
  });
}

const isPath = (value: unknown): boolean => value !== 'folders' && Number.isNaN(Number(value));

const mentions = (args: readonly string[], option: string): boolean =>
  args.some((arg) => arg === `--${option}` || arg.startsWith(`--${option}=`));

/** The text behind an option, also where other options are wrong. */
const valueOf = (args: readonly string[], option: string): string | undefined =>
  args.find((arg) => arg.startsWith(`--${option}=`))?.slice(option.length + 3) ??
  (args.includes(`--${option}`) ? args[args.indexOf(`--${option}`) + 1] : undefined);

const noSuchFolder = (path: string): AppError => ({
  _tag: 'BadData',
  where: '--data',
  expected: 'a folder with one folder of pictures a class',
  received: `${resolve(path)}, which is not a folder`,
  advice: 'Check the path.',
});

const commandsOf = (pipelines: Readonly<Record<string, PipelineInfo>>): readonly CommandHelp[] => [
  ...Object.entries(pipelines).map(([name, { summary }]) => ({
    name,
    summary,
    example:
      name === QUICK_START ? 'npm start' : `npm start -- ${name} --data photos --arch xresnet18 --size 128`,
  })),
  { name: 'list', summary: 'name the pipelines', example: 'npm start -- list' },
  { name: 'doctor', summary: 'look at this machine and say what is missing', example: 'npm start -- doctor' },
];

const unknownCommand = (received: string, commands: readonly CommandHelp[]): AppError => ({
  _tag: 'BadOption',
  where: 'command',
  expected: `one of ${commands.map(({ name }) => name).join(', ')}`,
  received: `"${received}"`,
  advice: nearest(received, commands).replace('--', ''),
});

const unexpectedWord = (received: string): AppError => ({
  _tag: 'BadOption',
  where: 'arguments',
  expected: 'one command, then options that begin with --',
  received: `"${received}" as well`,
  advice: 'See --help.',
});

const noData = (pipeline: string): AppError => ({
  _tag: 'BadOption',
  where: '--data',
  expected: `a folder with one folder of pictures a class for ${pipeline}`,
  received: 'nothing',
  advice: `Try npm start -- ${pipeline} --data DIR, or npm start alone for the quick start.`,
});
