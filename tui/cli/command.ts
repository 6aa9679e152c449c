import { resolve } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { badOption, shellCommand, type AnyPipeline, type AppError } from '../../src/core/index.ts';
import { camelCase } from './camel-case.ts';
import type { CommandLine } from './command-line.ts';
import { commandsOf, pipelineCommand, SHOW_BATCH, type CommandInfo, type Values } from './commands.ts';
import { guideTopics } from './guides.ts';
import { commandHelp, generalHelp, summaryLine } from './help.ts';
import { argumentErrors, cacheErrors, RUNS } from './option-checks.ts';
import { parseArguments } from './options.ts';
import { suggestion } from './suggestion.ts';
import { withOwn } from './own-options.ts';
import { positionalsOf, withArgument, type Positionals } from './positionals.ts';
import { resolveOptions, type ResolvedOptions } from './resolve-options.ts';
import { readSettings } from './settings.ts';

/** A command, ready to run. */
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
      /** Kinds and names of the entries to remove; empty for all entries except those of kind `other`. */
      readonly names: readonly string[];
      /** Whether to remove without asking. */
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
  /** The pipeline's name. */
  readonly pipeline: string;
  /** The absolute path of a user's own pipeline. */
  readonly file: string | undefined;
  /** Whether to write TensorBoard's event files. */
  readonly tensorBoard: boolean;
  /** Whether to measure the time of each operator and kernel. */
  readonly profile: boolean;
}

export interface Watch extends Shown {
  readonly _tag: 'Watch';
  /** The absolute path of the run folder. */
  readonly run: string;
  /** The speed of a replay relative to the recorded run. */
  readonly speed: number;
}

/** How to show metrics: by default as a dashboard if standard output is a terminal. */
export interface Shown {
  readonly plain: boolean;
  readonly json: boolean;
}

/** A task of the engine. */
export interface Work {
  /** The pipeline's options: its defaults, overridden. */
  readonly options: Values;
  readonly device: 'cpu' | 'gpu';
  /** The absolute path of the run folder; undefined for a new one under `runs`. */
  readonly out: string | undefined;
}

/** A split that is valid for every folder of images. */
const ANY_FRACTION = '0.2';

/** Returns the absolute path of the user's own pipeline, if the arguments or the configuration file name one. */
export function pipelineFile(args: readonly string[], line: CommandLine): string | undefined {
  const { name, own } = positionalsOf(args, line);
  return own ? resolve(name) : undefined;
}

/** A folder of images to check before the command runs. */
export interface ImageOptions {
  /** The options of the images; defaults in place of invalid ones. */
  readonly options: Values;
  /** The number of images that a step needs, by the option that sets it. */
  readonly batchSizes: Readonly<Record<string, number>>;
}

/** Returns the images to check; undefined if the arguments name no folder, or if only a user's pipeline knows it. */
export function imageOptions(args: readonly string[], line: CommandLine): ImageOptions | undefined {
  const { command, pipeline, settings, mistakes, config } = read(args, line);
  if (command === undefined || settings === undefined || pipeline !== undefined) return undefined;
  const { options, errors } = settings;
  const data = String(options['data'] ?? '');
  if (line.dataSets.includes(data) || !line.isFolder(data)) return undefined;
  // An invalid value is reported elsewhere; the default that replaces it must cause no further error.
  const isWrong = (name: string): boolean =>
    config.mayHave(name) || [...mistakes, ...errors].some(({ where }) => where === `--${name}`);
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

/** Parses the arguments. Left: every mistake in them. */
export function commandOf(
  args: readonly string[],
  line: CommandLine,
): E.Either<readonly AppError[], Command> {
  const { name, words, helped, pipeline, table, values, mistakes, commands, command, config, settings } =
    read(args, line);
  if (values['version'] === true) return E.right({ _tag: 'Print', text: `millrace ${line.version}` });
  if (values['help'] === true && (command !== undefined || !helped)) {
    const text = helped && command ? commandHelp(command, table) : generalHelp(commands);
    return E.right({ _tag: 'Print', text });
  }
  if (command === undefined || settings === undefined)
    return E.left([unknownCommand(name, commands, line), ...mistakes]);
  const errors = [
    ...mistakes,
    ...config.errors,
    ...argumentErrors(command, words, values),
    ...cacheErrors(command, values, words),
    // Reports an invalid value once.
    ...settings.errors.filter(
      ({ where }) => !mistakes.some((mistake) => mistake.where === where) && !config.mayHave(where.slice(2)),
    ),
    ...(line.imageErrors ?? []),
  ];
  return errors.length > 0
    ? E.left(errors)
    : E.right(toCommand({ name, pipeline, words, commands, ...settings }));
}

/** Parses and resolves the arguments, and collects their mistakes. */
function read(args: readonly string[], line: CommandLine) {
  const { name, own, words, helped } = positionalsOf(args, line);
  const pipeline = own ? line.own : undefined;
  const table = withOwn(line.table, pipeline);
  const parsed = parseArguments(args, table);
  const commands = commandsOf(line.pipelines, line.showBatchDefaults);
  const command =
    pipeline === undefined
      ? commands.find((each) => each.name === name)
      : { ...pipelineCommand(pipeline), name: `run ${name}` };
  const { values, mistakes } = withArgument(command, words, parsed, table);
  const config = readSettings(values, table, line);
  const layers = { flags: values, config: config.values };
  // A request for help reports no mistakes.
  const asksForHelp = values['help'] === true || values['version'] === true;
  const settings =
    command === undefined || asksForHelp ? undefined : resolveOptions(command, layers, { ...line, table });
  return { name, words, helped, pipeline, table, values, mistakes, commands, command, config, settings };
}

function toCommand({
  name,
  pipeline,
  words,
  commands,
  options,
  terminal,
}: ResolvedOptions &
  Pick<Positionals, 'name' | 'words'> & {
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

function unknownCommand(name: string, commands: readonly CommandInfo[], { isFolder }: CommandLine): AppError {
  if (isFolder(name))
    return badOption(
      name,
      '',
      'a folder, not a command',
      `To train on it: ${shellCommand(`baseline ${name}`)}`,
    );
  const names = [...commands.map((command) => command.name), ...guideTopics];
  return badOption(name, '', 'unknown command or guide', suggestion(name, names, ''));
}
