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
  brought,
  dataErrors,
  modelErrors,
  notItsOption,
  outErrors,
  validErrors,
} from './option-checks.ts';
import type { Layer } from './settings.ts';

/** What was said, the first more than the second. */
export interface Layers {
  readonly flags: Layer;
  /** By the environment and a file, which may also say what is meant for other commands. */
  readonly config: Layer;
}

/** A command's options: its own as it takes them, and those about the terminal and the engine by their names. */
export interface Resolved {
  readonly options: Values;
  readonly terminal: Layer;
}

/**
 * Flags, before the options of a run that is gone on from, before the environment and the configuration file, before
 * defaults; and every mistake in what comes of them.
 */
export function resolved(
  command: CommandInfo,
  { flags, config }: Layers,
  line: CommandLine,
): Resolved & { readonly errors: readonly AppError[] } {
  const own = Object.entries({ ...config, ...flags }).filter(([name]) => camelCase(name) in command.defaults);
  const said = Object.fromEntries(own);
  const from: E.Either<AppError, Values> =
    said['from'] === undefined ? E.right({}) : line.configOf(String(said['from']));
  const inherited = Object.entries(E.isRight(from) ? from.right : {}).filter(
    ([name]) => name in command.defaults,
  );
  // Nobody asked for these here.
  const overruled = IMPLIED_BY.flatMap(([by, names]) => (by in said ? names : []));
  const asked = (layer: Layer): Values =>
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
    ...asked(Object.fromEntries(Object.entries(config).filter(([name]) => !overruled.includes(name)))),
    ...Object.fromEntries(inherited),
    ...asked(flags),
  };
  const terminal = { ...config, ...flags };
  return {
    options,
    terminal,
    errors: [
      ...line.table
        .filter((spec) => spec.name in flags && !hasOption(command, spec))
        .map(({ name }) => notItsOption(name, command)),
      ...(E.isLeft(from) ? [from.left] : []),
      ...brought(flags),
      ...dataErrors(command, options, line, E.isLeft(from)),
      ...modelErrors('continue', said['continue'], line),
      ...(E.isRight(from) ? modelErrors('from', said['from'], line) : []),
      ...validErrors(options, line),
      ...(command.also.includes('out') ? outErrors(terminal['out'], line) : []),
    ],
  };
}
