import type { AnyPipeline, OptionKind, OptionValue } from '../../src/core/index.ts';
import { camelCase, kebabCase } from './camel-case.ts';
import type { OptionSpec } from './options.ts';

/** The table with the rows that a pipeline brings itself, instead of others of the same name. */
export function withOwn(
  table: readonly OptionSpec[],
  pipeline: AnyPipeline | undefined,
): readonly OptionSpec[] {
  const own = pipeline === undefined ? [] : ownOptions(pipeline, table);
  return [...own, ...table.filter(({ name }) => !own.some((each) => each.name === name))];
}

/** What it tells of, and what nobody else has. */
function ownOptions(pipeline: AnyPipeline, table: readonly OptionSpec[]): readonly OptionSpec[] {
  const known = new Set(table.map(({ name }) => camelCase(name)));
  const { defaults, options = {} } = pipeline;
  return Object.entries(defaults)
    .filter(([key]) => key in options || !known.has(key))
    .map(([key, preset]) => {
      const type = typeOf(preset);
      const value = type.kind === 'flag' ? {} : { value: type.kind === 'number' ? 'N' : 'TEXT' };
      return { help: '', type, ...value, ...options[key], name: kebabCase(key) };
    });
}

/** What a value may be where only its default is known. */
function typeOf(preset: OptionValue | undefined): OptionKind {
  if (typeof preset === 'number') return { kind: 'number', expected: 'a number', accepts: () => true };
  return typeof preset === 'boolean' ? { kind: 'flag' } : { kind: 'text', expected: 'a text' };
}
