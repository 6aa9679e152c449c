import type { AnyPipeline, OptionKind, OptionValue } from '../../src/core/index.ts';
import { camelCase, kebabCase } from './camel-case.ts';
import type { OptionSpec } from './options.ts';

/** The rows of the table that a pipeline brings itself: what it tells of, and what nobody else has. */
export function ownOptions(
  pipeline: AnyPipeline | undefined,
  table: readonly OptionSpec[],
): readonly OptionSpec[] {
  if (pipeline === undefined) return [];
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
