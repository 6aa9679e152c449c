import * as E from 'fp-ts/lib/Either.js';
import type { AppError } from '../../src/core/index.ts';
import type { CommandLine } from './command-line.ts';
import type { CommandInfo } from './commands.ts';
import { optionValue, parseArguments, type OptionSpec, type ParsedArguments } from './options.ts';
import { configuredPipeline, type Layer } from './settings.ts';

const QUICK_START = 'quickstart';

/** Sets the option that a command's argument stands for: `baseline photos` is `baseline --data photos`. */
export function withArgument(
  command: CommandInfo | undefined,
  words: readonly string[],
  { values, errors }: ParsedArguments,
  table: readonly OptionSpec[],
): { readonly values: Layer; readonly mistakes: readonly AppError[] } {
  const name = command?.words?.option;
  const spec = table.find((each) => each.name === name);
  if (spec === undefined || words.length === 0 || spec.name in values) return { values, mistakes: errors };
  const value = optionValue(`--${spec.name}`, spec.type, words[0]);
  return E.isLeft(value)
    ? { values, mistakes: [...errors, value.left] }
    : { values: { ...values, [spec.name]: value.right }, mistakes: errors };
}

/** The positional arguments. */
export interface Positionals {
  /** The name of a command, or the path of a user's own pipeline. */
  readonly name: string;
  readonly own: boolean;
  readonly words: readonly string[];
  /** Whether `--help` describes one command; otherwise it lists all commands. */
  readonly helped: boolean;
}

/**
 * Parses the positional arguments. `run` is optional; without arguments, the configuration file may name a pipeline.
 */
export function positionalsOf(args: readonly string[], line: CommandLine): Positionals {
  const { positionals, values } = parseArguments(args, line.table);
  const [first, ...rest] =
    positionals[0] === 'run' && positionals.length > 1 ? positionals.slice(1) : positionals;
  if (first !== undefined)
    return { name: first, own: isPath(first) && !line.isFolder(first), words: rest, helped: true };
  const name = configuredPipeline(values, line);
  return { name: name ?? QUICK_START, own: isPath(name ?? ''), words: [], helped: name !== undefined };
}

const isPath = (name: string): boolean => /[/\\]|\.[cm]?[jt]s$/.test(name);
