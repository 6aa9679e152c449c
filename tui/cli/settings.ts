import { dirname, resolve } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { badOption, type AppError, type OptionValue } from '../../src/core/index.ts';
import type { CommandLine, Files } from './command-line.ts';
import { camelCase } from './camel-case.ts';
import { isOwnFile } from './is-own-file.ts';
import { isPathOption } from './is-path-option.ts';
import { CONFIG_FILE } from './shared-options.ts';
import { optionValue, type OptionSpec } from './options.ts';
import { nearest, suggestion } from './suggestion.ts';

/** Options by the names of their flags, without dashes. */
export type Layer = Readonly<Record<string, OptionValue>>;

/** The keys of a configuration file that are not options. */
const PIPELINE = 'pipeline';
const SCHEMA = '$schema';

/** The options of the configuration file and the environment. */
export interface Settings {
  /** The valid ones. */
  readonly values: Layer;
  /** Every mistake, with the name of its option; without a name, the file cannot be read. */
  readonly faults: readonly { readonly name?: string; readonly error: AppError }[];
  /** Tells whether a mistake may be the reason that an option is missing. */
  readonly mayHave: (name: string) => boolean;
}

/** Returns the settings of the configuration file and of the environment, which overrides it. */
export function settingsOf(
  file: E.Either<AppError, ConfigFile>,
  table: readonly OptionSpec[],
  line: Pick<CommandLine, 'environment' | 'dataSets' | 'isFile' | 'isFolder'>,
): Settings {
  const read = [
    ...(E.isRight(file) ? ofFile(file.right, table, line) : []),
    ...ofEnvironment(line.environment, table),
    ...misspelt(line.environment, table),
  ];
  return {
    values: Object.fromEntries(
      read.flatMap(({ name, value }) => (E.isRight(value) ? [[name, value.right]] : [])),
    ),
    faults: [
      ...(E.isLeft(file) ? [{ error: file.left }] : []),
      ...read.flatMap(({ name, value }) => (E.isLeft(value) ? [{ name, error: value.left }] : [])),
    ],
    mayHave: (option) => E.isLeft(file) || read.some(({ name, value }) => name === option && E.isLeft(value)),
  };
}

/** The values of a configuration file. */
export interface ConfigFile {
  readonly path: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Reads the configuration file that `--config` names, or the one in the current folder, if there is one. */
export function configFile(flags: Layer, { isFile, readConfig }: Files): E.Either<AppError, ConfigFile> {
  const config = flags['config'];
  if (config === undefined && !isFile(CONFIG_FILE)) return E.right({ path: CONFIG_FILE, values: {} });
  const path = String(config ?? CONFIG_FILE);
  const values = readConfig(path);
  return E.isLeft(values) ? values : E.right({ path, values: values.right });
}

/** Returns the command that a configuration file names: its name, or the absolute path of a user's own. */
export function configuredCommand(file: E.Either<AppError, ConfigFile>): string | undefined {
  const name = E.isRight(file) ? file.right.values[PIPELINE] : undefined;
  if (E.isLeft(file) || typeof name !== 'string') return undefined;
  return isOwnFile(name) ? resolve(dirname(file.right.path), name) : name;
}

/** An option of the configuration file or the environment. */
interface Setting {
  readonly name: string;
  readonly value: E.Either<AppError, OptionValue>;
}

const ofFile = (
  { path, values }: ConfigFile,
  table: readonly OptionSpec[],
  line: Pick<CommandLine, 'dataSets' | 'isFile' | 'isFolder'>,
): readonly Setting[] =>
  Object.entries(values)
    .filter(([key, given]) => ![PIPELINE, SCHEMA].includes(key) && given !== null)
    .map(([key, given]): Setting => {
      const where = `${path}, "${key}"`;
      const spec = table.find(({ name }) => camelCase(name) === key);
      if (spec === undefined) return { name: key, value: E.left(unknownKey(where, key, table)) };
      if (spec.perCall === true)
        return {
          name: key,
          value: E.left(badOption(where, '', 'an option of one call', `Give it as a flag: --${spec.name}`)),
        };
      const value = optionValue(where, spec.type, typeof given === 'string' ? given : JSON.stringify(given));
      return {
        name: spec.name,
        value:
          E.isRight(value) && isPathOption(spec.name, value.right, line, dirname(path))
            ? E.right(resolve(dirname(path), String(value.right)))
            : value,
      };
    });

/** `batch-size` → `MILLRACE_BATCH_SIZE`. */
const variableOf = (name: string): string => `${PREFIX}${name.toUpperCase().replaceAll('-', '_')}`;

const PREFIX = 'MILLRACE_';

/** Reports variables that resemble an option. Others may belong to other programs. */
const misspelt = (
  environment: CommandLine['environment'],
  table: readonly OptionSpec[],
): readonly Setting[] => {
  const variables = table.map(({ name }) => variableOf(name));
  return Object.keys(environment)
    .filter((variable) => variable.startsWith(PREFIX) && !variables.includes(variable))
    .flatMap((variable) => {
      const name = variable.slice(PREFIX.length).toLowerCase().replaceAll('_', '-');
      const meant = nearest(
        name,
        table.filter(({ perCall }) => perCall !== true).map((spec) => spec.name),
      );
      if (meant === undefined) return [];
      const advice = `Did you mean ${variableOf(meant)}?`;
      return [{ name, value: E.left(badOption(variable, '', 'unknown option', advice)) }];
    });
};

const ofEnvironment = (
  environment: CommandLine['environment'],
  table: readonly OptionSpec[],
): readonly Setting[] =>
  table.flatMap(({ name, type, perCall }): readonly Setting[] => {
    if (perCall === true) return [];
    const variable = variableOf(name);
    const text = environment[variable];
    return text === undefined ? [] : [{ name, value: optionValue(variable, type, text) }];
  });

const unknownKey = (where: string, key: string, table: readonly OptionSpec[]): AppError =>
  badOption(
    where,
    '',
    'unknown option',
    suggestion(
      key,
      table.map(({ name }) => camelCase(name)),
      '',
    ),
  );
