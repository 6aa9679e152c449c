import type * as E from 'fp-ts/lib/Either.js';
import type { AppError } from '../../src/core/index.ts';
import type { Files } from './command-line.ts';
import { parseArguments, type OptionSpec, type ParsedArguments } from './options.ts';
import { isOwnFile } from './is-own-file.ts';
import { resumedRun, type ResumedRun } from './parse-resume.ts';
import { configuredCommand, configFile, type ConfigFile } from './settings.ts';
import { CONFIG_FILE } from './shared-options.ts';
import { untrusted } from './untrusted.ts';

const QUICK_START = 'quickstart';

/** The arguments, and the configuration file that they use: the first step from words to a command. */
export interface Parsed extends Pick<ParsedArguments, 'values' | 'errors'> {
  /** The name of a command, or the path of a user's own. */
  readonly name: string;
  /** Whether the name is such a path. */
  readonly isOwn: boolean;
  /** The positional arguments after the name. */
  readonly words: readonly string[];
  /** Whether `--help` describes one command; otherwise it lists all commands. */
  readonly namesCommand: boolean;
  readonly config: E.Either<AppError, ConfigFile>;
  /** The run to resume; undefined to start a new one. */
  readonly resumed: ResumedRun | undefined;
  /** The error for a command that the configuration file must not choose; null if there is none. */
  readonly untrusted: AppError | null;
}

/**
 * Parses the arguments by a table of options. `run` is optional; without arguments, the configuration file may name a
 * command: one of Millrace, or with `--trust` a file.
 */
export function parse(args: readonly string[], table: readonly OptionSpec[], files: Files): Parsed {
  const parsed = parseArguments(args, table);
  const { positionals, values, errors } = parsed;
  const resumed = resumedRun(args, parsed, files);
  if (resumed !== undefined) return resumed;
  const config = configFile(values, files);
  const [first, ...words] =
    positionals[0] === 'run' && positionals.length > 1 ? positionals.slice(1) : positionals;
  const configured = first === undefined ? configuredCommand(config) : undefined;
  const error = untrusted(configured, String(values['config'] ?? CONFIG_FILE), { flags: values, args });
  const name = first ?? (error === null ? configured : undefined);
  return {
    name: name ?? QUICK_START,
    isOwn: name !== undefined && isOwnFile(name) && (first === undefined || !files.isFolder(name)),
    words,
    namesCommand: name !== undefined,
    values,
    errors,
    config,
    resumed: undefined,
    untrusted: error,
  };
}
