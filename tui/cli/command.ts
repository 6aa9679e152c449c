import { badOption } from '../../src/core/index.ts';
import { resolve } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import type { AnyPipeline, AppError } from '../../src/core/index.ts';
import { camelCase } from './camel-case.ts';
import type { CommandLine } from './command-line.ts';
import { commandsOf, pipelineCommand, SHOW_BATCH, type CommandInfo, type Values } from './commands.ts';
import { commandHelp, generalHelp, summaryLine } from './help.ts';
import { cacheErrors, RUNS, wordErrors } from './option-checks.ts';
import { nearest, parseArguments } from './options.ts';
import { withOwn } from './own-options.ts';
import { resolved, type Resolved } from './resolved.ts';
import { configured, configuredPipeline } from './settings.ts';

/** What the person wants. */
export type Command =
  | { readonly _tag: 'Print'; readonly text: string }
  | {
      readonly _tag: 'Doctor';
      readonly prepare: boolean;
      readonly device: 'cpu' | 'gpu';
      readonly json: boolean;
    }
  | {
      readonly _tag: 'Cache';
      readonly clean: boolean;
      /** What to remove: kinds and names of entries; empty for everything that Millrace knows. */
      readonly names: readonly string[];
      /** Whether to remove without a question. */
      readonly yes: boolean;
      readonly json: boolean;
    }
  | Train
  | ({ readonly _tag: 'ShowBatch' } & Work)
  | Watch
  | { readonly _tag: 'Runs'; readonly folder: string; readonly named: boolean }
  | { readonly _tag: 'Compare'; readonly runs: readonly string[] };

export interface Train extends Work, Shown {
  readonly _tag: 'Train';
  /** What it is called. */
  readonly pipeline: string;
  /** Absolute, where it is the person's own. */
  readonly file: string | undefined;
  /** Whether TensorBoard's event files are written too. */
  readonly tensorBoard: boolean;
  /** Whether it is told where the time of a step goes. */
  readonly profile: boolean;
}

export interface Watch extends Shown {
  readonly _tag: 'Watch';
  /** Absolute. */
  readonly run: string;
  /** Of a finished run: how many times as fast as it was. */
  readonly speed: number;
}

/** How metrics are shown: on a terminal as a dashboard unless something else is asked for. */
export interface Shown {
  readonly plain: boolean;
  readonly json: boolean;
}

/** What is asked of the engine. */
export interface Work {
  /** The defaults, overridden. */
  readonly options: Values;
  readonly device: 'cpu' | 'gpu';
  /** Absolute; absent where it was not chosen. */
  readonly out: string | undefined;
}

const QUICK_START = 'quickstart';
/** A split that every folder of images has. */
const ANY_FRACTION = '0.2';

/** The file of the pipeline, absolute, where the arguments or the configuration name one of the person's own. */
export function pipelineFile(args: readonly string[], line: CommandLine): string | undefined {
  const { name, own } = named(args, line);
  return own ? resolve(name) : undefined;
}

/** What to look into before a command is one: a folder of the person's. */
export interface ImageOptions {
  /** About its images as far as they are right, others as by default. */
  readonly options: Values;
  /** How many images are needed for a step, by option. */
  readonly batchSizes: Readonly<Record<string, number>>;
}

/** The images that the arguments ask for; undefined where they ask for none, or where only their pipeline knows which. */
export function imageOptions(args: readonly string[], line: CommandLine): ImageOptions | undefined {
  const { command, pipeline, settings, mistakes, config } = read(args, line);
  if (command === undefined || settings === undefined || pipeline !== undefined) return undefined;
  const { options, errors } = settings;
  const data = String(options['data'] ?? '');
  if (line.dataSets.includes(data) || !line.isFolder(data)) return undefined;
  // What could not be read is told of; what stands in for it is nobody's mistake.
  const isWrong = (name: string): boolean =>
    E.isLeft(config) || [...mistakes, ...errors].some(({ where }) => where === `--${name}`);
  const trains = command.name !== SHOW_BATCH && options['from'] === undefined;
  return {
    options: isWrong('valid') ? { ...options, valid: ANY_FRACTION } : options,
    batchSizes: Object.fromEntries(
      ['batch-size', 'start-batch-size'].flatMap((name) => {
        const size = options[camelCase(name)];
        return trains && typeof size === 'number' && !isWrong(name) ? [[`--${name}`, size]] : [];
      }),
    ),
  };
}

/** The arguments as a command; Left: every mistake in them. */
export function commandOf(
  args: readonly string[],
  line: CommandLine,
): E.Either<readonly AppError[], Command> {
  const { name, words, helped, pipeline, table, values, mistakes, commands, command, config, settings } =
    read(args, line);
  if (values['version'] === true) return E.right({ _tag: 'Print', text: `millrace ${line.version}` });
  if (values['help'] === true) {
    const text = helped && command ? commandHelp(command, table) : generalHelp(commands);
    return E.right({ _tag: 'Print', text });
  }
  if (command === undefined || settings === undefined)
    return E.left([unknownCommand(name, commands), ...mistakes]);
  const errors = [
    ...mistakes,
    ...(E.isLeft(config) ? config.left : []),
    ...wordErrors(command, words),
    ...cacheErrors(command, values, words),
    // A value that could not be read is told of once.
    ...settings.errors.filter(({ where }) => !mistakes.some((mistake) => mistake.where === where)),
    ...(line.imageErrors ?? []),
  ];
  return errors.length > 0
    ? E.left(errors)
    : E.right(commandNamed({ name, pipeline, words, commands, ...settings }));
}

/** What the arguments say, and what is wrong with them. */
function read(args: readonly string[], line: CommandLine) {
  const { name, own, words, helped } = named(args, line);
  const pipeline = own ? line.own : undefined;
  const table = withOwn(line.table, pipeline);
  const { values, errors: mistakes } = parseArguments(args, table);
  const commands = commandsOf(line.pipelines, line.showBatchDefaults);
  const command =
    pipeline === undefined
      ? commands.find((each) => each.name === name)
      : { ...pipelineCommand(pipeline), name: `run ${name}` };
  const config = configured(values, table, line);
  const layers = { flags: values, config: E.isRight(config) ? config.right : {} };
  // Who asks for help is not told of mistakes.
  const told = values['help'] === true || values['version'] === true;
  const settings = command === undefined || told ? undefined : resolved(command, layers, { ...line, table });
  return { name, words, helped, pipeline, table, values, mistakes, commands, command, config, settings };
}

/** What the words of the arguments say. */
interface Named {
  /** Of a command, or the path of the person's own pipeline. */
  readonly name: string;
  readonly own: boolean;
  readonly words: readonly string[];
  /** Whether `--help` is about it: nobody asked for the quick start by name. */
  readonly helped: boolean;
}

/** `run` is only a word before a pipeline; without any word the configuration may name one. */
function named(args: readonly string[], line: CommandLine): Named {
  const { positionals, values } = parseArguments(args, line.table);
  const [first, ...rest] =
    positionals[0] === 'run' && positionals.length > 1 ? positionals.slice(1) : positionals;
  if (first !== undefined) return { name: first, own: isPath(first), words: rest, helped: true };
  const name = configuredPipeline(values, line);
  return { name: name ?? QUICK_START, own: isPath(name ?? ''), words: [], helped: name !== undefined };
}

const isPath = (name: string): boolean => /[/\\]|\.[cm]?[jt]s$/.test(name);

function commandNamed({
  name,
  pipeline,
  words,
  commands,
  options,
  terminal,
}: Resolved &
  Pick<Named, 'name' | 'words'> & {
    readonly pipeline: AnyPipeline | undefined;
    readonly commands: readonly CommandInfo[];
  }): Command {
  const device = terminal['device'] === 'gpu' ? 'gpu' : 'cpu';
  const shown: Shown = { plain: terminal['plain'] === true, json: terminal['json'] === true };
  const out = terminal['out'];
  const work: Work = { options, device, out: out === undefined ? undefined : resolve(String(out)) };
  switch (name) {
    case 'doctor':
      return { _tag: 'Doctor', prepare: terminal['prepare'] === true, device, json: shown.json };
    case 'cache':
      return {
        _tag: 'Cache',
        clean: words.length > 0,
        names: words.slice(1),
        yes: terminal['yes'] === true,
        json: shown.json,
      };
    case 'list':
      return { _tag: 'Print', text: commands.map(summaryLine).join('\n') };
    case SHOW_BATCH:
      return { _tag: 'ShowBatch', ...work };
    case 'watch':
      return {
        _tag: 'Watch',
        run: resolve(words[0] ?? ''),
        speed: Number(terminal['speed'] ?? Infinity),
        ...shown,
      };
    case 'runs':
      return { _tag: 'Runs', folder: resolve(words[0] ?? RUNS), named: words.length > 0 };
    case 'compare':
      return { _tag: 'Compare', runs: words.map((word) => resolve(word)) };
    default:
      return {
        _tag: 'Train',
        pipeline: pipeline?.name ?? name,
        file: pipeline === undefined ? undefined : resolve(name),
        tensorBoard: terminal['tensorboard'] === true,
        profile: terminal['profile'] === true,
        ...shown,
        ...work,
      };
  }
}

const unknownCommand = (received: string, commands: readonly CommandInfo[]): AppError =>
  badOption(
    'command',
    `one of ${commands.map(({ name }) => name).join(', ')}`,
    `"${received}"`,
    nearest(received, commands).replace('--', ''),
  );
