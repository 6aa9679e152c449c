import type { AnyCommand, OptionKind, OptionValue } from '../../src/core/index.ts';
import { kebabCase } from '../../pipelines/options.ts';
import { camelCase } from './camel-case.ts';
import type { OptionSpec } from './options.ts';
import { replacing } from './table-for.ts';

/** Returns the table with the options of a user's command, which replace others of the same name. */
export const withOwn = (table: readonly OptionSpec[], command: AnyCommand): readonly OptionSpec[] =>
  replacing(table, ownOptions(command, table));

/** The options that the command describes, and those that the table lacks. */
function ownOptions(command: AnyCommand, table: readonly OptionSpec[]): readonly OptionSpec[] {
  const known = new Set(table.map(({ name }) => camelCase(name)));
  const { defaults, options = {} } = command;
  return Object.entries(defaults)
    .filter(([key]) => key in options || !known.has(key))
    .map(([key, preset]) => {
      const type = typeOf(preset);
      const value = type.kind === 'flag' ? {} : { value: type.kind === 'number' ? 'N' : 'TEXT' };
      return { help: '', type, ...value, ...options[key], name: kebabCase(key) };
    });
}

/** The kind of an option, from its default. */
function typeOf(preset: OptionValue | undefined): OptionKind {
  if (typeof preset === 'number') return { kind: 'number', expected: 'a number', accepts: () => true };
  return typeof preset === 'boolean' ? { kind: 'flag' } : { kind: 'text', expected: 'text' };
}
