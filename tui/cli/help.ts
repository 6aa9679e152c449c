import { commandName, shellCommand } from '../../src/core/index.ts';
import { wrap } from '../lines/wrap.ts';
import { camelCase } from './camel-case.ts';
import { guideTopics } from './guides.ts';
import { commandOf } from './command-text.ts';
import { commands, type CommandEntry } from './commands.ts';
import { IMPLIED_BY } from './implied-by.ts';
import type { OptionSpec } from './options.ts';

/** Characters per line: the width of the narrowest common terminal. */
export const WIDTH = 80;

const EXAMPLES: readonly (readonly [args: readonly string[], what: string])[] = [
  [[], 'the quick start: 3 minutes'],
  [['train', 'photos'], 'train on your own folder of images'],
  [['train', 'photos', '--processes', '2'], 'train on 2 processes'],
  [['help', 'train'], 'list the options of a command'],
  [['help', 'data'], 'print a guide'],
  [['watch', 'runs/RUN', '--speed', '10'], 'replay a run'],
];

const exampleWidth = Math.max(...EXAMPLES.map(([args]) => shellCommand(args).length));

/** Returns the help of a command; without one, the general help. */
export const helpText = (command: CommandEntry | undefined, table: readonly OptionSpec[]): string =>
  command === undefined ? generalHelp() : commandHelp(command, table);

const generalHelp = (): string =>
  [
    'Millrace trains image classifiers with pipelines of RxJS operators.',
    '',
    `usage: ${commandName()} [COMMAND] [OPTIONS]`,
    '',
    'commands:',
    ...commands.map(summaryLine),
    '',
    'guides:',
    ...wrap(guideTopics.join(', '), WIDTH - 2).map((line) => `  ${line}`),
    '',
    'Flags override environment variables (MILLRACE_BATCH_SIZE=32), which override',
    'millrace.config.json ({ "batchSize": 32 }) or another --config FILE.',
    '',
    'examples:',
    ...EXAMPLES.map(([args, what]) => `  ${shellCommand(args).padEnd(exampleWidth)}   ${what}`),
  ].join('\n');

/** Returns a command and its summary, wrapped if necessary. */
export const summaryLine = ({ name, summary }: CommandEntry): string => entry(name, summary, 19);

const commandHelp = (command: CommandEntry, table: readonly OptionSpec[]): string =>
  [
    ...wrap(command.summary === '' ? command.name : `${command.name}: ${command.summary}`, WIDTH),
    '',
    `usage: ${commandOf(command)} ${wordsOf(command)}[OPTIONS]`,
    '',
    'options:',
    ...table.filter(({ name }) => isListed(command, name)).map((spec) => optionLine(spec, command)),
    ...impliedNote(command, table),
    '',
    'example:',
    ...shellLines(command),
  ].join('\n');

/** Returns whether the help lists an option of a command: not one that its argument, a run, determines. */
const isListed = (command: CommandEntry, name: string): boolean =>
  hasOption(command, name) && !(isOfModel(command) && impliedNames('from').includes(name));

const isOfModel = ({ words }: CommandEntry): boolean => words?.option === 'from' && words.min > 0;

const impliedNames = (by: string): readonly string[] =>
  IMPLIED_BY.flatMap(([option, names]) => (option === by ? names : []));

/** Returns the example as a shell command, broken before options with backslashes, so that it can be copied. */
function shellLines(command: CommandEntry): readonly string[] {
  const lines: string[] = [];
  const options = command.example === '' ? [] : command.example.split(/ (?=--[a-z])/);
  for (const piece of [commandOf(command), ...options]) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + piece.length < WIDTH - 2)
      lines[lines.length - 1] = `${last} ${piece}`;
    else lines.push(`${last === undefined ? '  ' : '    '}${piece}`);
  }
  return lines.map((line, i) => (i < lines.length - 1 ? `${line} \\` : line));
}

/** Names the options that the model of a run determines. */
const impliedNote = ({ defaults }: CommandEntry, table: readonly OptionSpec[]): readonly string[] =>
  IMPLIED_BY.filter(([by]) => by in defaults).flatMap(([by, options]) => {
    const names = options
      .filter((name) => camelCase(name) in defaults)
      .map((name) => {
        const spec = table.find((each) => each.name === name);
        return spec !== undefined && isOn(spec, defaults) ? `--no-${name}` : `--${name}`;
      });
    return ['', ...wrap(`--${by} RUN determines ${names.join(', ')}.`, WIDTH)];
  });

const wordsOf = ({ words }: CommandEntry): string =>
  words === undefined
    ? ''
    : words.usage !== undefined
      ? `${words.usage} `
      : `${words.name} `.repeat(Math.max(1, words.min)) +
        (words.max > words.min + 1 && words.max < Infinity ? '… ' : '');

/** Returns whether a command has an option. */
export const hasOption = ({ defaults, also }: CommandEntry, name: string): boolean =>
  name === 'help' || also.includes(name) || camelCase(name) in defaults;

/** Returns whether an option is a flag that is on by default: the help then names `--no-NAME`. */
const isOn = ({ name, off, type }: OptionSpec, defaults: CommandEntry['defaults']): boolean => {
  const preset = defaults[camelCase(name)];
  return type.kind === 'flag' && (preset === true || (preset === undefined && off !== undefined));
};

function optionLine(
  spec: OptionSpec,
  { defaults, findsRate, help: texts = {}, values = {} }: CommandEntry,
): string {
  const { name, value, help, off = help } = spec;
  const auto = name === 'lr' && findsRate ? ', or `auto` to search for one first' : '';
  const preset = defaults[camelCase(name)];
  const standard = preset === undefined || typeof preset === 'boolean' ? '' : ` (default ${String(preset)})`;
  const turnsOff = isOn(spec, defaults);
  const term = turnsOff ? `--no-${name}` : `--${name}`;
  return entry(
    value === undefined ? term : `${term} ${values[camelCase(name)] ?? value}`,
    `${texts[camelCase(name)] ?? (turnsOff ? off : help)}${auto}${standard}`.trim(),
    26,
  );
}

/** Returns a term and its description, aligned at the given column. */
const entry = (term: string, text: string, column: number): string => {
  const [first = '', ...more] = wrap(text, WIDTH - column);
  return [
    `  ${term}`.padEnd(column - 1) + ` ${first}`,
    ...more.map((line) => ' '.repeat(column) + line),
  ].join('\n');
};
