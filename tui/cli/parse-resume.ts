import { resolve } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { badOption, shellCommand, type AppError } from '../../src/core/index.ts';
import type { Files } from './command-line.ts';
import { RESUME, RESUME_OPTIONS } from './commands.ts';
import { isOwnFile } from './is-own-file.ts';
import type { ParsedArguments } from './options.ts';
import type { Parsed } from './parse.ts';
import { configuredCommand, type ConfigFile } from './settings.ts';
import { untrusted } from './untrusted.ts';

/** A run to resume. */
export interface ResumedRun {
  /** The path of its folder, as it was given. */
  readonly run: string;
  readonly hasCompleted: boolean;
}

/**
 * Returns the arguments of `resume RUN` as those of the command of the run, with its configuration file. Undefined for
 * other arguments, and without a run, or for its help.
 */
export function resumedRun(
  args: readonly string[],
  { positionals, values, errors }: ParsedArguments,
  files: Pick<Files, 'storedRun'>,
): Parsed | undefined {
  const [command, run, ...words] = positionals;
  if (command !== RESUME || run === undefined || words.length > 0 || values['help'] === true)
    return undefined;
  const stored = files.storedRun(run);
  const config: E.Either<AppError, ConfigFile> = E.map(
    (each: { path: string; config: ConfigFile['values'] }) => ({
      path: each.path,
      values: each.config,
    }),
  )(stored);
  const configured = configuredCommand(config);
  const error = untrusted(configured, E.isRight(stored) ? stored.right.path : run, { flags: values, args });
  const name = error === null ? configured : undefined;
  const allowed: readonly string[] = RESUME_OPTIONS;
  const surplus = Object.keys(values).filter((option) => !allowed.includes(option));
  return {
    name: name ?? RESUME,
    isOwn: name !== undefined && isOwnFile(name),
    words: name === undefined ? [run] : [],
    namesCommand: true,
    values: { ...values, out: resolve(run) },
    errors: [
      ...errors,
      ...surplus.map((option) =>
        badOption(
          `--${option}`,
          '',
          `not an option of ${RESUME}, which uses the options of the run`,
          `To train with others: ${shellCommand(['baseline', '--continue', run])}`,
        ),
      ),
      ...(E.isLeft(stored) ? [stored.left] : []),
    ],
    config,
    untrusted: error,
    resumed: { run, hasCompleted: E.isRight(stored) && stored.right.hasCompleted },
  };
}
