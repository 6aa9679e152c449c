import { resolve } from 'node:path';
import * as E from 'fp-ts/Either';
import type { AppError } from '../../src/core/index.ts';
import type { CommandLine } from './command-line.ts';
import { commandsOf, SHOW_BATCH, type CommandInfo, type Values } from './commands.ts';
import { camelCase, commandHelp, generalHelp, hasOption, summaryLine } from './help.ts';
import { brought, dataErrors, modelErrors, notItsOption, validErrors } from './option-checks.ts';
import { nearest, parseArguments, type OptionValue } from './options.ts';

/** What the person wants. */
export type Command =
  | { readonly _tag: 'Help'; readonly text: string }
  | { readonly _tag: 'List'; readonly text: string }
  | { readonly _tag: 'Doctor'; readonly prepare: boolean; readonly device: 'cpu' | 'gpu' }
  | ({ readonly _tag: 'Train'; readonly pipeline: string; readonly plain: boolean } & Work)
  | ({ readonly _tag: 'ShowBatch' } & Work);

/** What is asked of the engine. */
export interface Work {
  /** The defaults, overridden. */
  readonly options: Values;
  readonly device: 'cpu' | 'gpu';
  /** Absolute; absent where it was not chosen. */
  readonly out: string | undefined;
}

const QUICK_START = 'quickstart';
/** Options that name files. */
const PATHS = ['out', 'continue', 'from'];
/** The arguments as a command; Left: every mistake in them. */
export function commandOf(
  args: readonly string[],
  line: CommandLine,
): E.Either<readonly AppError[], Command> {
  const commands = commandsOf(line.pipelines, line.showBatchDefaults);
  const { positionals, values, errors: mistakes } = parseArguments(args, line.table);
  const words = positionals[0] === 'run' ? positionals.slice(1) : positionals;
  const [name = QUICK_START, ...unexpected] = words;
  const command = commands.find((each) => each.name === name);
  if (values['help'] === true)
    return E.right({
      _tag: 'Help',
      text: words.length > 0 && command ? commandHelp(command, line.table) : generalHelp(commands),
    });
  const errors = [
    ...(command === undefined ? [unknownCommand(name, commands)] : []),
    ...mistakes,
    ...unexpected.slice(0, 1).map(unexpectedWord),
  ];
  if (command === undefined) return E.left(errors);
  const { options, errors: wrong } = resolved(command, values, line, mistakes);
  errors.push(...wrong);
  if (errors.length > 0) return E.left(errors);
  const device = values['device'] === 'gpu' ? 'gpu' : 'cpu';
  if (name === 'doctor') return E.right({ _tag: 'Doctor', prepare: values['prepare'] === true, device });
  if (name === 'list') return E.right({ _tag: 'List', text: commands.map(summaryLine).join('\n') });
  const out = values['out'];
  const work: Work = { options, device, out: out === undefined ? undefined : resolve(String(out)) };
  return E.right(
    name === SHOW_BATCH
      ? { _tag: 'ShowBatch', ...work }
      : { _tag: 'Train', pipeline: name, plain: values['plain'] === true, ...work },
  );
}

/** A command's options: its own, changed by those of the run that is gone on from, changed by what was given. */
function resolved(
  command: CommandInfo,
  values: Readonly<Record<string, OptionValue>>,
  line: CommandLine,
  mistakes: readonly AppError[],
): { readonly options: Values; readonly errors: readonly AppError[] } {
  const given = Object.fromEntries(
    Object.entries(values)
      .filter(([name]) => camelCase(name) in command.defaults)
      .map(([name, value]) => [camelCase(name), isFile(name, value, line) ? resolve(String(value)) : value]),
  );
  const from: E.Either<AppError, Values> =
    given['from'] === undefined ? E.right({}) : line.configOf(String(given['from']));
  const inherited = Object.fromEntries(
    Object.entries(E.isRight(from) ? from.right : {}).filter(([name]) => name in command.defaults),
  );
  const options = { ...command.defaults, ...inherited, ...given };
  return {
    options,
    errors: [
      ...line.table
        .filter((spec) => spec.name in values && !hasOption(command, spec))
        .map(({ name }) => notItsOption(name, command)),
      ...(E.isLeft(from) ? [from.left] : []),
      ...brought(values),
      ...dataErrors(
        command,
        options,
        line,
        E.isLeft(from) || mistakes.some(({ where }) => where === '--data'),
      ),
      ...modelErrors('continue', given['continue'], line),
      ...(E.isRight(from) ? modelErrors('from', given['from'], line) : []),
      ...validErrors(options, line),
    ],
  };
}

/** Whether an option's value is the path of a file or a folder. */
function isFile(name: string, value: OptionValue, { dataSets, isFolder }: CommandLine): boolean {
  if (name === 'data') return isFolder(resolve(String(value))) || !dataSets.includes(String(value));
  if (name === 'valid') return value !== 'folders' && Number.isNaN(Number(value));
  return PATHS.includes(name);
}

const unknownCommand = (received: string, commands: readonly CommandInfo[]): AppError => ({
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
