import { shellCommand } from '../../src/core/index.ts';
import { wrapped } from '../lines/wrapped.ts';
import { camelCase } from './camel-case.ts';
import { exampleOf, type CommandInfo } from './commands.ts';
import type { OptionSpec } from './options.ts';

/** Characters a line: what every terminal has. */
const WIDTH = 80;

const EXAMPLES = [
  ['', 'the quick start: 3 minutes'],
  ['baseline --data photos', 'on your own folder of images'],
  ['watch runs/first --speed 10', 'look at it again'],
] as const;

const exampleWidth = Math.max(...EXAMPLES.map(([args]) => shellCommand(args).length));

/** The help of everything. */
export const generalHelp = (commands: readonly CommandInfo[]): string =>
  [
    'Millrace trains image classifiers as declarative reactive pipelines.',
    '',
    `usage: ${shellCommand('[COMMAND] [OPTIONS]')}`,
    '',
    'commands:',
    ...commands.map(summaryLine),
    '',
    `${shellCommand('COMMAND --help')} lists a command's options. What is not said there`,
    'is taken from the environment (MILLRACE_BATCH_SIZE=32), then from',
    'millrace.config.json ({ "batchSize": 32 }) or another --config FILE.',
    '',
    'examples:',
    ...EXAMPLES.map(([args, what]) => `  ${shellCommand(args).padEnd(exampleWidth)}   ${what}`),
  ].join('\n');

/** A command in a line, or more where there is no room. */
export const summaryLine = ({ name, summary }: CommandInfo): string => entry(name, summary, 19);

/** The help of one command, with what its options are by default. */
export const commandHelp = (command: CommandInfo, table: readonly OptionSpec[]): string =>
  [
    ...wrapped(`${command.name}: ${command.summary}`, WIDTH),
    '',
    `usage: ${shellCommand(`${command.name} ${wordsOf(command)}[OPTIONS]`)}`,
    '',
    'options:',
    ...table.filter((spec) => hasOption(command, spec)).map((spec) => optionLine(spec, command.defaults)),
    '',
    'example:',
    ...shellLines(exampleOf(command)),
  ].join('\n');

/** A command as it can be copied: broken before an option where it is too long. */
function shellLines(command: string): readonly string[] {
  const lines: string[] = [];
  for (const piece of command.split(/ (?=--[a-z])/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + piece.length < WIDTH - 2)
      lines[lines.length - 1] = `${last} ${piece}`;
    else lines.push(`${last === undefined ? '  ' : '    '}${piece}`);
  }
  return lines.map((line, i) => (i < lines.length - 1 ? `${line} \\` : line));
}

const wordsOf = ({ words }: CommandInfo): string =>
  words === undefined
    ? ''
    : `${words.name} `.repeat(Math.max(1, words.least)) + (words.most > words.least + 1 ? '… ' : '');

/** Whether a command has an option. */
export const hasOption = ({ defaults, also }: CommandInfo, { name }: OptionSpec): boolean =>
  name === 'help' || also.includes(name) || camelCase(name) in defaults;

function optionLine({ name, value, help, type }: OptionSpec, defaults: CommandInfo['defaults']): string {
  const preset = defaults[camelCase(name)];
  const standard = preset === undefined || typeof preset === 'boolean' ? '' : ` (default ${String(preset)})`;
  const term = type.kind === 'flag' && preset === true ? `--no-${name}` : `--${name}`;
  return entry(value === undefined ? term : `${term} ${value}`, `${help}${standard}`.trim(), 26);
}

/** A term and what is said of it, from a column on. */
const entry = (term: string, text: string, column: number): string => {
  const [first = '', ...more] = wrapped(text, WIDTH - column);
  return [
    `  ${term}`.padEnd(column - 1) + ` ${first}`,
    ...more.map((line) => ' '.repeat(column) + line),
  ].join('\n');
};
