import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import {
  badOption,
  type AppError,
  type OptionInfo,
  type OptionKind,
  type OptionValue,
} from '../../src/core/index.ts';

/** A row of the table that parses the arguments and writes the help. */
export interface OptionSpec extends OptionInfo {
  /** As it is written, without dashes: `batch-size`. */
  readonly name: string;
}

/** What was given, as far as it is right; options that were not given are absent. */
export interface ParsedArguments {
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, OptionValue>>;
  /** Every mistake. */
  readonly errors: readonly AppError[];
}

/** The arguments by the table. Both `--name value` and `--name=value` are understood. */
export function parseArguments(args: readonly string[], table: readonly OptionSpec[]): ParsedArguments {
  const errors: AppError[] = [];
  const positionals: string[] = [];
  const values: Record<string, OptionValue> = {};
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
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
      errors.push(badOption(`--${flag}`, 'an option that exists', 'an unknown one', nearest(flag, table)));
      if (inline.length === 0 && rest[0] !== undefined && !rest[0].startsWith('--')) rest.shift();
      continue;
    }
    if (spec.type.kind === 'flag') {
      values[spec.name] = true;
      continue;
    }
    const text = inline.length > 0 ? inline.join('=') : nextValue(rest);
    const value = optionValue(`--${spec.name}`, spec.type, text);
    if (E.isLeft(value)) errors.push(value.left);
    else values[spec.name] = value.right;
  }
  return { positionals, values, errors };
}

const nextValue = (rest: string[]): string | undefined =>
  rest[0] === undefined || rest[0].startsWith('--') ? undefined : rest.shift();

/** The value of an option from its text; Left: what is wrong with it, at the place where it is written. */
export const optionValue = (
  where: string,
  type: OptionKind,
  text: string | undefined,
): E.Either<AppError, OptionValue> =>
  pipe(
    text === undefined ? E.left('nothing') : readAs(type, text),
    E.mapLeft((received) => badOption(where, expectation(type), received)),
  );

function readAs(type: OptionKind, text: string): E.Either<string, OptionValue> {
  switch (type.kind) {
    case 'number': {
      const value = text.trim() === '' ? NaN : Number(text);
      return Number.isFinite(value) && type.accepts(value) ? E.right(value) : E.left(`"${text}"`);
    }
    case 'choice':
      return type.choices.includes(text) ? E.right(text) : E.left(`"${text}"`);
    case 'flag':
      return FLAGS[text] === undefined ? E.left(`"${text}"`) : E.right(FLAGS[text]);
    case 'text':
      return text === '' ? E.left('nothing') : E.right(text);
  }
}

/** A flag where it has a value: in the environment, or a file. */
const FLAGS: Readonly<Record<string, boolean>> = { true: true, '1': true, false: false, '0': false };

const expectation = (type: OptionKind): string =>
  type.kind === 'choice'
    ? `one of ${type.choices.join(', ')}`
    : type.kind === 'flag'
      ? 'true or false'
      : type.expected;

/** `Did you mean --batch-size?`, where a name is at most two edits away, and these leave more than half of it. */
export function nearest(given: string, table: readonly { readonly name: string }[]): string {
  const close = table
    .map(({ name }) => ({ name, distance: editDistance(given, name) }))
    .filter(({ distance }) => distance <= 2 && 2 * distance < given.length)
    .sort((a, b) => a.distance - b.distance)[0];
  return close === undefined ? 'See --help.' : `Did you mean --${close.name}?`;
}

/** Levenshtein's distance (1965). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
        (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
      );
    row = next;
  }
  return row[b.length] ?? 0;
}
