import { resolve as absolute } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import type { CheckedImages } from '../../pipelines/options.ts';
import { badOption, shellCommand, type AnyCommand, type AppError } from '../../src/core/index.ts';
import { argumentErrors, orderErrors } from './argument-errors.ts';
import { DEFAULT_CHECKPOINT } from './checkpoint-interval.ts';
import { batchSizeErrors } from './batch-size-errors.ts';
import type { CommandLine } from './command-line.ts';
import {
  commands,
  inEngine,
  isParallel,
  type CommandEntry,
  type Given,
  type SharedOptions,
} from './commands.ts';
import { guideTopics } from './guides.ts';
import { processesOf } from './launch-checks.ts';
import { hasOption, helpText } from './help.ts';
import { batchSizesOf, imageOptions, type ImageOptions } from './image-options.ts';
import { optionValue, type OptionSpec } from './options.ts';
import type { Parsed } from './parse.ts';
import { resolveOptions } from './resolve-options.ts';
import { settingsOf, type Layer, type Settings } from './settings.ts';
import { suggestion } from './suggestion.ts';
import { withFittedSizes } from './with-fitted-sizes.ts';

/** A command with its options, before its images are checked: the second step from words to a command. */
export interface Resolved {
  /** The text that `--help` or `--version` prints; null if a command is to run. */
  readonly answer: string | null;
  /** Undefined if it is unknown. */
  readonly command: CommandEntry | undefined;
  readonly given: Given;
  /** Every mistake in the arguments, the environment and the configuration file. */
  readonly errors: readonly AppError[];
  /** The folder of images to check before the command runs; null if there is none. */
  readonly images: ImageOptions | null;
}

/** A command, ready to run, or a text to print instead. */
export type Ready = { readonly text: string } | { readonly command: CommandEntry; readonly given: Given };

/**
 * Resolves a command and its options, and collects their mistakes.
 *
 * @param parsed the arguments, parsed by `table`
 * @param table every option, with those of the user's own command
 * @param own the user's own command, if the arguments name one
 */
export function resolve(
  parsed: Parsed,
  table: readonly OptionSpec[],
  line: CommandLine,
  own?: AnyCommand,
): Resolved {
  const { name, namesCommand } = parsed;
  const command =
    own === undefined
      ? commands.find((each) => each.name === name)
      : { ...inEngine(own, absolute(name)), name: `run ${name}`, args: ['run', name] };
  const none = { given: nothingGiven, images: null, command };
  // A request for help reports no mistakes.
  if (parsed.values['version'] === true) return { ...none, answer: `millrace ${line.version}`, errors: [] };
  if (parsed.values['help'] === true && (command !== undefined || !namesCommand))
    return { ...none, answer: helpText(namesCommand ? command : undefined, table), errors: [] };
  if (parsed.untrusted !== null)
    return { ...none, command: undefined, answer: null, errors: [parsed.untrusted] };
  if (parsed.resumed?.hasCompleted === true && parsed.errors.length === 0)
    return { ...none, answer: nothingToResume(parsed.resumed.run), errors: [] };
  if (command === undefined)
    return { ...none, answer: null, errors: [unknownCommand(name, table, line), ...parsed.errors] };
  const { values, errors } = withArgument(command, parsed, table);
  // A resumed run has its own options: the environment of another day must not change them.
  const environment = parsed.resumed === undefined ? line.environment : {};
  const settings = settingsOf(parsed.config, table, { ...line, environment });
  const resolved = resolveOptions(
    command,
    { flags: values, config: settings.values, resumes: parsed.resumed !== undefined },
    { ...line, table },
  );
  const isReported = (option: string): boolean =>
    settings.mayHave(option) || errors.some(({ where }) => where === `--${option}`);
  const isInvalid = (option: string): boolean =>
    isReported(option) || resolved.errors.some(({ where }) => where === `--${option}`);
  const processes = processesOf(command, resolved.shared, line);
  const { processes: configured = processes } = settings.values;
  // The threads of a run are those of each of its processes.
  const dividesAgain = isParallel(command) && configured !== processes && !('threads' in values);
  const batchSizes = own === undefined ? batchSizesOf(command, resolved, processes, isInvalid) : [];
  return {
    answer: null,
    command,
    given: {
      words: command.words?.option === undefined ? parsed.words : [],
      options: resolved.options,
      shared: {
        ...sharedOptions(resolved.shared, parsed.resumed !== undefined),
        ...(dividesAgain ? { threads: undefined } : {}),
      },
      batchSizes,
      notices: [],
    },
    errors: [
      ...errors,
      ...settingErrors(settings, command),
      ...argumentErrors(command, parsed.words, values),
      ...orderErrors(command, parsed.words, line),
      // Reports an invalid value once.
      ...[
        ...resolved.errors,
        // A user's own command may train a network without batch norm.
        ...(own === undefined ? batchSizeErrors(command, resolved.options, processes) : []),
      ].filter(({ where }) => !isReported(where.slice(2))),
    ],
    // Only a user's own command knows what its folder holds.
    images: own === undefined ? imageOptions(command, resolved, line, batchSizes, isInvalid) : null,
  };
}

/** Returns the command, ready to run: the last step. Left: every mistake, those in the images included. */
export const readyOf = (
  { answer, command, given, errors }: Resolved,
  images: CheckedImages | null,
): E.Either<readonly AppError[], Ready> => {
  if (answer !== null) return E.right({ text: answer });
  const all = [...errors, ...(images?.errors ?? [])];
  return command === undefined || all.length > 0
    ? E.left(all)
    : E.right({ command, given: withFittedSizes(given, images?.batchSizes ?? []) });
};

const sharedOptions = (layer: Layer, resumes: boolean): SharedOptions => {
  const { plain, json, device, out, tensorboard, profile, detach, checkpoint, threads, processes } = layer;
  return {
    plain: plain === true,
    json: json === true,
    device: device === 'gpu' ? 'gpu' : 'cpu',
    out: out === undefined ? undefined : absolute(String(out)),
    tensorBoard: tensorboard === true,
    profile: profile === true,
    detach: detach === true,
    checkpoint: String(checkpoint ?? DEFAULT_CHECKPOINT),
    keepCheckpoints: layer['keep-checkpoints'] === true,
    threads: threads === undefined ? undefined : Number(threads),
    processes: Number(processes ?? 1),
    resumes,
  };
};

const nothingGiven: Given = {
  words: [],
  options: {},
  shared: sharedOptions({}, false),
  batchSizes: [],
  notices: [],
};

const nothingToResume = (run: string): string =>
  [
    `${run} has completed: there is nothing to resume.`,
    `To train its model further: ${shellCommand(['baseline', '--continue', run])}`,
  ].join('\n');

/** Returns the mistakes in the settings of a command: in those of others too only if it reads the configuration file. */
const settingErrors = ({ faults }: Settings, command: CommandEntry): readonly AppError[] =>
  faults
    .filter(({ name }) => command.also.includes('config') || (name !== undefined && hasOption(command, name)))
    .map(({ error }) => error);

/** Sets the option that a command's argument stands for: `baseline photos` is `baseline --data photos`. */
function withArgument(
  { words }: CommandEntry,
  parsed: Parsed,
  table: readonly OptionSpec[],
): Pick<Parsed, 'values' | 'errors'> {
  const { values, errors } = parsed;
  const spec = table.find(({ name }) => name === words?.option);
  if (spec === undefined || parsed.words.length === 0 || spec.name in values) return { values, errors };
  const value = optionValue(`--${spec.name}`, spec.type, parsed.words[0]);
  return E.isLeft(value)
    ? { values, errors: [...errors, value.left] }
    : { values: { ...values, [spec.name]: value.right }, errors };
}

function unknownCommand(name: string, table: readonly OptionSpec[], { isFolder }: CommandLine): AppError {
  if (isFolder(name))
    return badOption(name, '', 'a folder, not a command', `To train on it: ${shellCommand(['train', name])}`);
  const names = [...commands.map((command) => command.name), ...guideTopics];
  const options = table.map((option) => option.name);
  const advice = suggestion(name, names, '', suggestion(name, options));
  return badOption(name, '', 'unknown command or guide', advice);
}
