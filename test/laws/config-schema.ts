import { camelCase } from '../../tui/cli/camel-case.ts';
import type { CommandEntry } from '../../tui/cli/commands.ts';
import type { OptionSpec } from '../../tui/cli/options.ts';

type Schema = Readonly<Record<string, unknown>>;

/** Returns the JSON Schema of `millrace.config.json`, with which editors complete and check its keys. */
export const configSchema = (table: readonly OptionSpec[], commands: readonly CommandEntry[]): Schema => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'millrace.config.json',
  description: 'Options of Millrace. Flags and environment variables override them.',
  type: 'object',
  additionalProperties: false,
  properties: {
    $schema: { type: 'string' },
    pipeline: {
      description:
        'the command that `millrace` alone runs: its name, or with `--trust` the path of your own pipeline',
      anyOf: [
        { enum: commands.filter(({ defaults }) => 'data' in defaults).map(({ name }) => name) },
        { type: 'string', pattern: String.raw`[/\\]|\.[cm]?[jt]s$` },
      ],
    },
    ...Object.fromEntries(
      table
        .filter(({ perCall }) => perCall !== true)
        .map((spec) => [camelCase(spec.name), { description: spec.help, ...schemaOf(spec) }]),
    ),
  },
});

function schemaOf({ name, type }: OptionSpec): Schema {
  switch (type.kind) {
    case 'choice':
      return { enum: type.choices };
    case 'flag':
      return { type: 'boolean' };
    case 'number':
      if (type.words !== undefined)
        return { anyOf: [{ type: 'number' }, { enum: type.words }], title: type.expected };
      if (type.read !== undefined) return { type: ['number', 'string'], title: type.expected };
      return { type: type.expected.includes('integer') ? 'integer' : 'number', title: type.expected };
    case 'text':
      // A fraction may be a number too.
      return { type: name === 'valid' ? ['string', 'number'] : 'string' };
  }
}
