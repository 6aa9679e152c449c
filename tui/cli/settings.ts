import { badOption } from '../../src/core/index.ts';
import { dirname, resolve } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import type { AppError, OptionValue } from '../../src/core/index.ts';
import type { CommandLine } from './command-line.ts';
import { camelCase } from './camel-case.ts';
import { isPathOption } from './is-path-option.ts';
import { CONFIG_FILE } from './option-table.ts';
import { nearest, optionValue, type OptionSpec } from './options.ts';

/** Options by their names without dashes, as arguments have them. */
export type Layer = Readonly<Record<string, OptionValue>>;

/** What a configuration says besides options. */
const PIPELINE = 'pipeline';

/** The configuration file, and what the environment says instead; Left: every mistake in them. */
export function configured(
  flags: Layer,
  table: readonly OptionSpec[],
  line: CommandLine,
): E.Either<readonly AppError[], Layer> {
  const file = fileOf(flags, line);
  if (E.isLeft(file)) return E.left([file.left]);
  const read = [...ofFile(file.right, table, line), ...ofEnvironment(line.environment, table)];
  const errors = read.flatMap(({ value }) => (E.isLeft(value) ? [value.left] : []));
  if (errors.length > 0) return E.left(errors);
  return E.right(
    Object.fromEntries(read.flatMap(({ name, value }) => (E.isRight(value) ? [[name, value.right]] : []))),
  );
}

/** The pipeline that the configuration file names: a file of the person's own by its path. */
export function configuredPipeline(flags: Layer, line: CommandLine): string | undefined {
  const file = fileOf(flags, line);
  const name = E.isRight(file) ? file.right.values[PIPELINE] : undefined;
  if (E.isLeft(file) || typeof name !== 'string') return undefined;
  return name.startsWith('.') ? resolve(dirname(file.right.path), name) : name;
}

interface ConfigFile {
  readonly path: string;
  readonly values: Readonly<Record<string, unknown>>;
}

function fileOf(flags: Layer, { isFile, readConfig }: CommandLine): E.Either<AppError, ConfigFile> {
  const named = flags['config'];
  if (named === undefined && !isFile(CONFIG_FILE)) return E.right({ path: CONFIG_FILE, values: {} });
  const path = String(named ?? CONFIG_FILE);
  return E.Functor.map(readConfig(path), (values) => ({ path, values }));
}

/** An option that was found somewhere. */
interface Found {
  readonly name: string;
  readonly value: E.Either<AppError, OptionValue>;
}

const ofFile = (
  { path, values }: ConfigFile,
  table: readonly OptionSpec[],
  line: CommandLine,
): readonly Found[] =>
  Object.entries(values)
    .filter(([key, given]) => key !== PIPELINE && given !== null)
    .map(([key, given]): Found => {
      const where = `${path}, "${key}"`;
      const spec = table.find(({ name }) => camelCase(name) === key);
      if (spec === undefined) return { name: key, value: E.left(unknownKey(where, key, table)) };
      const value = optionValue(where, spec.type, typeof given === 'string' ? given : JSON.stringify(given));
      return {
        name: spec.name,
        value: E.Functor.map(value, (each) =>
          isPathOption(spec.name, each, line) ? resolve(dirname(path), String(each)) : each,
        ),
      };
    });

/** `MILLRACE_BATCH_SIZE` is `--batch-size`. */
const ofEnvironment = (
  environment: CommandLine['environment'],
  table: readonly OptionSpec[],
): readonly Found[] =>
  table.flatMap(({ name, type }): readonly Found[] => {
    const variable = `MILLRACE_${name.toUpperCase().replaceAll('-', '_')}`;
    const text = environment[variable];
    return text === undefined ? [] : [{ name, value: optionValue(variable, type, text) }];
  });

const unknownKey = (where: string, key: string, table: readonly OptionSpec[]): AppError =>
  badOption(
    where,
    'an option that exists',
    'an unknown one',
    nearest(
      key,
      table.map(({ name }) => ({ name: camelCase(name) })),
    ).replace('--', ''),
  );
