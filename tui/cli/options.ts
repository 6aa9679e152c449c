import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import {
  badOption,
  type AppError,
  type OptionInfo,
  type OptionKind,
  type OptionValue,
} from '../../src/core/index.ts';
import { suggestion } from './suggestion.ts';

/** A row of the table that parses the arguments and writes the help. */
export interface OptionSpec extends OptionInfo {
  /** The flag's name, without dashes: `batch-size`. */
  readonly name: string;
  /** Whether it belongs to one call: neither the environment nor a configuration file sets it. */
  readonly perCall?: boolean;
  /** The value of an option that is given without one; by default that is a mistake. */
  readonly bare?: string;
  /** The help of `--no-NAME`, for a flag that is on by default. */
  readonly off?: string;
}

/** The valid options that were given, by name, and every mistake. */
export interface ParsedArguments {
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, OptionValue>>;
  readonly errors: readonly AppError[];
}

/** Parses arguments by the table. Accepts `--name value` and `--name=value`; `--` ends the options. */
export function parseArguments(args: readonly string[], table: readonly OptionSpec[]): ParsedArguments {
  const errors: AppError[] = [];
  const positionals: string[] = [];
  const values: Record<string, OptionValue> = {};
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === '--') {
      positionals.push(...rest);
      break;
    }
    if (arg === '-h') {
      values['help'] = true;
      continue;
    }
    if (!arg.startsWith('--')) {
      positionals.push(arg);
      continue;
    }
    const [flag = '', ...inline] = arg.slice(2).split('=');
    const spec = table.find(({ name }) => name === flag);
    const turnedOff = table.find(({ name, type }) => type.kind === 'flag' && `no-${name}` === flag);
    if (spec === undefined && turnedOff !== undefined) {
      values[turnedOff.name] = false;
      continue;
    }
    if (spec === undefined) {
      errors.push(
        badOption(
          `--${flag}`,
          '',
          'unknown option',
          suggestion(
            flag,
            table.map(({ name }) => name),
          ),
        ),
      );
      if (inline.length === 0 && rest[0] !== undefined && !rest[0].startsWith('--')) rest.shift();
      continue;
    }
    if (spec.type.kind === 'flag') {
      values[spec.name] = true;
      continue;
    }
    const text = inline.length > 0 ? inline.join('=') : (nextValue(rest) ?? spec.bare);
    const value = optionValue(`--${spec.name}`, spec.type, text);
    if (E.isLeft(value)) errors.push(value.left);
    else values[spec.name] = value.right;
  }
  return { positionals, values, errors };
}

const nextValue = (rest: string[]): string | undefined =>
  rest[0] === undefined || rest[0].startsWith('--') ? undefined : rest.shift();

/**
 * Parses the value of an option.
 *
 * @param where the source of the text, for the message: a flag, a variable or a line of a file
 */
export const optionValue = (
  where: string,
  type: OptionKind,
  text: string | undefined,
): E.Either<AppError, OptionValue> =>
  pipe(
    text === undefined ? E.left('nothing') : readAs(type, text),
    E.mapLeft((received) => badOption(where, expectation(type), received, adviceOf(type, text))),
  );

function readAs(type: OptionKind, text: string): E.Either<string, OptionValue> {
  switch (type.kind) {
    case 'number': {
      if (type.words?.includes(text) === true) return E.right(text);
      const value = text.trim() === '' ? NaN : (type.read ?? Number)(text);
      return Number.isFinite(value) && type.accepts(value) ? E.right(value) : E.left(`"${text}"`);
    }
    case 'choice':
      return type.choices.includes(text) ? E.right(text) : E.left(`"${text}"`);
    case 'flag': {
      const value = FLAGS.get(text);
      return value === undefined ? E.left(`"${text}"`) : E.right(value);
    }
    case 'text':
      if (text === '') return E.left('nothing');
      return type.accepts?.(text) === false ? E.left(`"${text}"`) : E.right(text);
  }
}

/** The values of a flag in the environment or a configuration file. */
const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

/** Suggests the choice that resembles the text. */
const adviceOf = (type: OptionKind, text: string | undefined): string =>
  type.kind === 'choice' && text !== undefined ? suggestion(text, type.choices, '', '') : '';

const expectation = (type: OptionKind): string =>
  type.kind === 'choice'
    ? `one of ${type.choices.join(', ')}`
    : type.kind === 'flag'
      ? 'true or false'
      : type.expected;
