import type { OptionSpec } from './options.ts';

/** A command as the help lists it. */
export interface CommandHelp {
  readonly name: string;
  readonly summary: string;
  readonly example: string;
}

/** The help of everything. */
export const generalHelp = (commands: readonly CommandHelp[], table: readonly OptionSpec[]): string =>
  [
    'Millrace trains image classifiers as declarative reactive pipelines.',
    '',
    'usage: npm start -- [COMMAND] [OPTIONS]',
    '',
    'commands:',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(12)}${summary}`),
    '',
    optionsHelp(table),
    '',
    'examples:',
    ...commands.map(({ example }) => `  ${example}`),
  ].join('\n');

/** The help of one command, with what its options are by default. */
export const commandHelp = (
  { name, summary, example }: CommandHelp,
  table: readonly OptionSpec[],
  defaults: Readonly<Record<string, unknown>>,
): string =>
  [
    `${name}: ${summary}`,
    '',
    `usage: npm start -- ${name} [OPTIONS]`,
    '',
    optionsHelp(table, defaults),
    '',
    'example:',
    `  ${example}`,
  ].join('\n');

const optionsHelp = (
  table: readonly OptionSpec[],
  defaults: Readonly<Record<string, unknown>> = {},
): string =>
  [
    'options:',
    ...table.map(({ name, value, help }) => {
      const preset = defaults[camelCase(name)];
      const standard = preset === undefined ? '' : ` (default ${JSON.stringify(preset)})`;
      return `  ${`--${name}${value === undefined ? '' : ` ${value}`}`.padEnd(20)}${help}${standard}`;
    }),
  ].join('\n');

/** `batch-size` → `batchSize`. */
export const camelCase = (name: string): string =>
  name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
