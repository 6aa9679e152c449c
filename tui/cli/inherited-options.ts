import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import type { AppError, OptionValue } from '../../src/core/index.ts';
import { camelCase } from './camel-case.ts';
import type { Values } from './commands.ts';
import { optionValue, type OptionSpec } from './options.ts';

/** The options of a run that a command takes over. */
export interface Inherited {
  /** The run's folder. */
  readonly run: string;
  /** Its configuration, with options in camel case, as the file has them; Left: the run has none. */
  readonly config: E.Either<unknown, Readonly<Record<string, unknown>>>;
  /** Returns whether an option, by the name of its flag, is taken over: the command has it, and nothing overrides it. */
  readonly isTaken: (name: string) => boolean;
}

/** Returns the options that a command takes over from a run, in camel case, and every mistake in them. */
export function inheritedOptions(
  { run, config, isTaken }: Inherited,
  table: readonly OptionSpec[],
): { readonly values: Values; readonly errors: readonly AppError[] } {
  const stored = E.isRight(config) ? config.right : {};
  const read = table.flatMap(
    ({ name, type }): readonly (readonly [string, E.Either<AppError, OptionValue>])[] => {
      const key = camelCase(name);
      const given = Object.hasOwn(stored, key) ? stored[key] : null;
      if (given === null || !isTaken(name)) return [];
      const text = typeof given === 'string' ? given : JSON.stringify(given);
      return [[key, optionValue(`${join(run, 'config.json')}, "${key}"`, type, text)]];
    },
  );
  return {
    values: Object.fromEntries(
      read.flatMap(([name, value]) => (E.isRight(value) ? [[name, value.right] as const] : [])),
    ),
    errors: read.flatMap(([, value]) => (E.isLeft(value) ? [value.left] : [])),
  };
}
