import { resolve } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import type { AppError } from '../../src/core/index.ts';
import { camelCase } from './camel-case.ts';
import type { CommandLine } from './command-line.ts';
import type { CommandInfo, Values } from './commands.ts';
import { hasOption } from './help.ts';
import { isPathOption } from './is-path-option.ts';
import {
  IMPLIED_BY,
  impliedErrors,
  dataErrors,
  modelErrors,
  foreignOption,
  outErrors,
  validErrors,
} from './option-checks.ts';
import type { Layer } from './settings.ts';

/** The layers of options; the first overrides the second. */
export interface Layers {
  readonly flags: Layer;
  /** The environment and the configuration file, which may also hold options of other commands. */
  readonly config: Layer;
}

/** A command's own options in camel case, and those for the terminal and the engine by the names of their flags. */
export interface ResolvedOptions {
  readonly options: Values;
  readonly terminal: Layer;
}

/**
 * Resolves the options of a command and collects every mistake in them. Flags override the options of the run that
 * `--from` names, which override the environment and the configuration file, which override the defaults.
 */
export function resolveOptions(
  command: CommandInfo,
  { flags, config }: Layers,
  line: CommandLine,
): ResolvedOptions & { readonly errors: readonly AppError[] } {
  const own = Object.entries({ ...config, ...flags }).filter(([name]) => camelCase(name) in command.defaults);
  const given = Object.fromEntries(own);
  const from: E.Either<AppError, Values> =
    given['from'] === undefined ? E.right({}) : line.configOf(String(given['from']));
  const inherited = Object.entries(E.isRight(from) ? from.right : {}).filter(
    ([name]) => name in command.defaults,
  );
  // The settings of the model's run apply instead.
  const implied = IMPLIED_BY.flatMap(([by, names]) => (by in given ? names : []));
  const ownOf = (layer: Layer): Values =>
    Object.fromEntries(
      own
        .filter(([name]) => name in layer)
        .map(([name, value]) => [
          camelCase(name),
          isPathOption(name, value, line) ? resolve(String(value)) : value,
        ]),
    );
  const options: Values = {
    ...command.defaults,
    ...ownOf(Object.fromEntries(Object.entries(config).filter(([name]) => !implied.includes(name)))),
    ...Object.fromEntries(inherited),
    ...ownOf(flags),
  };
  const terminal = { ...config, ...flags };
  return {
    options,
    terminal,
    errors: [
      ...line.table
        .filter((spec) => spec.name in flags && !hasOption(command, spec))
        .map(({ name }) => foreignOption(name, command)),
      ...(E.isLeft(from) ? [from.left] : []),
      ...impliedErrors(flags),
      ...dataErrors(command, options, line, E.isLeft(from)),
      ...modelErrors('continue', given['continue'], line),
      ...(E.isRight(from) ? modelErrors('from', given['from'], line) : []),
      ...validErrors(options, line),
      ...(command.also.includes('out') ? outErrors(terminal['out'], line) : []),
    ],
  };
}
