import { exampleOf, type CommandInfo } from './commands.ts';
import type { OptionSpec } from './options.ts';

/** The help of everything. */
export const generalHelp = (commands: readonly CommandInfo[]): string =>
  [
    'Millrace trains image classifiers as declarative reactive pipelines.',
    '',
    'usage: npm start -- [COMMAND] [OPTIONS]',
    '',
    'commands:',
    ...commands.map(summaryLine),
    '',
    "npm start -- COMMAND --help lists a command's options.",
    '',
    'examples:',
    '  npm start',
    ...commands.filter(({ example }) => example !== '').map((command) => `  ${exampleOf(command)}`),
  ].join('\n');

/** A command in a line. */
export const summaryLine = ({ name, summary }: CommandInfo): string => `  ${name.padEnd(17)}${summary}`;

/** The help of one command, with what its options are by default. */
export const commandHelp = (command: CommandInfo, table: readonly OptionSpec[]): string =>
  [
    `${command.name}: ${command.summary}`,
    '',
    `usage: npm start -- ${command.name} [OPTIONS]`,
    '',
    'options:',
    ...table.filter((spec) => hasOption(command, spec)).map((spec) => optionLine(spec, command.defaults)),
    '',
    'example:',
    `  ${exampleOf(command)}`,
  ].join('\n');

/** Whether a command has an option. */
export const hasOption = ({ defaults, also }: CommandInfo, { name }: OptionSpec): boolean =>
  name === 'help' || also.includes(name) || camelCase(name) in defaults;

function optionLine({ name, value, help }: OptionSpec, defaults: CommandInfo['defaults']): string {
  const preset = defaults[camelCase(name)];
  const standard = preset === undefined || preset === false ? '' : ` (default ${String(preset)})`;
  return `  ${`--${name}${value === undefined ? '' : ` ${value}`}`.padEnd(24)}${help}${standard}`;
}

/** `batch-size` → `batchSize`. */
export const camelCase = (name: string): string =>
  name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
