import { resolve } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { modelOptions } from '../../pipelines/model-options.ts';
import { labelOptions } from '../../pipelines/options.ts';
import type { AppError, ModelDescription, OptionValue } from '../../src/core/index.ts';
import { camelCase } from './camel-case.ts';
import type { CommandLine } from './command-line.ts';
import type { CommandEntry, Values } from './commands.ts';
import { hasOption } from './help.ts';
import { launchErrors } from './launch-checks.ts';
import { inheritedOptions } from './inherited-options.ts';
import { isPathOption } from './is-path-option.ts';
import { IMPLIED_BY, impliedBy, OF_IMAGES } from './implied-by.ts';
import {
  impliedErrors,
  dataErrors,
  excludeErrors,
  modelErrors,
  foreignOption,
  outErrors,
  validErrors,
} from './option-checks.ts';
import {
  augmentErrors,
  imbalanceErrors,
  labelErrors,
  formatErrors,
  monitorErrors,
  budgetErrors,
  rateErrors,
  transferErrors,
  weightsErrors,
} from './training-checks.ts';
import type { Layer } from './settings.ts';

/** The layers of options; the first overrides the second. */
export interface Layers {
  readonly flags: Layer;
  /** The environment and the configuration file, which may also hold options of other commands. */
  readonly config: Layer;
  /** Whether to resume the run in `--out`. */
  readonly resumes: boolean;
}

/** The options of a command, and every mistake in them. */
export interface ResolvedOptions {
  /** Its own options, in camel case. */
  readonly options: Values;
  /** The names of those that are no defaults. */
  readonly given: ReadonlySet<string>;
  /** Its shared options, by the names of their flags. */
  readonly shared: Layer;
  readonly errors: readonly AppError[];
}

/**
 * Resolves the options of a command, and collects every mistake in them. Flags override the options of the run that
 * `--from` names, which override the environment and the configuration file, which override what training further takes from
 * the run that `--continue` names, which overrides the defaults.
 */
export function resolveOptions(
  command: CommandEntry,
  { flags, config, resumes }: Layers,
  line: CommandLine,
): ResolvedOptions {
  const isOwn = (name: string): boolean => camelCase(name) in command.defaults;
  const own = Object.entries({ ...config, ...flags }).filter(([name]) => isOwn(name));
  const set = Object.fromEntries(own);
  const modelOf = (run: OptionValue | undefined): ModelDescription | null =>
    run === undefined ? null : line.modelOf(String(run));
  const configOf = (run: OptionValue | undefined) =>
    run === undefined ? E.right({}) : line.configOf(String(run));
  const from = configOf(set['from']);
  const foreign = hasOtherImages(command, flags, from) ? OF_IMAGES : [];
  const inherited = inheritedOptions(
    {
      run: String(set['from']),
      config: from,
      isTaken: (name) =>
        isOwn(name) && !(name in flags) && !foreign.includes(name) && !OF_START.includes(name),
    },
    line.table,
  );
  const continued = inheritedOptions(
    {
      run: String(set['continue']),
      config: E.map((config: object) => ({ ...modelOptions(modelOf(set['continue'])), ...config }))(
        configOf(set['continue']),
      ),
      isTaken: (name) => isContinued(command, camelCase(name)) && !(name in set),
    },
    line.table,
  );
  // The settings of the model's run apply instead.
  const implied = IMPLIED_BY.flatMap(([by]) => (by in set ? impliedBy(by, modelOf(set[by])) : []));
  const ownOf = (layer: Layer): Values =>
    Object.fromEntries(
      own
        .filter(([name]) => name in layer)
        .map(([name, value]) => [
          camelCase(name),
          isPathOption(name, value, line) ? resolve(String(value)) : value,
        ]),
    );
  const given: Values = {
    ...continued.values,
    ...ownOf(Object.fromEntries(Object.entries(config).filter(([name]) => !implied.includes(name)))),
    ...inherited.values,
    ...ownOf(flags),
  };
  const options = { ...command.defaults, ...given };
  const shared = { ...config, ...flags };
  return {
    options,
    given: new Set(Object.keys(given)),
    shared,
    errors: [
      ...line.table
        .filter((spec) => spec.name in flags && !hasOption(command, spec.name))
        .map(({ name }) => foreignOption(name, command)),
      ...(E.isLeft(from) ? [from.left] : []),
      ...inherited.errors,
      ...continued.errors,
      ...impliedErrors(flags, line),
      ...dataErrors(command, options, line, E.isLeft(from)),
      ...modelErrors('continue', set['continue'], line),
      ...(E.isRight(from) ? modelErrors('from', set['from'], line) : []),
      ...validErrors(options, line),
      ...excludeErrors(options, line),
      ...monitorErrors(flags, options),
      ...imbalanceErrors(options),
      ...augmentErrors(command, flags, options),
      ...labelErrors(flags, options),
      ...formatErrors(flags),
      ...weightsErrors(flags, options),
      ...rateErrors(command, options),
      ...budgetErrors(flags, options),
      ...transferErrors(command, flags, options),
      ...launchErrors(flags, line),
      ...(command.also.includes('out') ? outErrors(shared['out'], line, resumes) : []),
    ],
  };
}

/** Where the training of a model started: its weights replace those, which may no longer be there. */
const OF_START = ['pretrained', 'freeze', 'frozen-batch-norm'];

/** Returns whether a command evaluates a model on other images than those of its run. */
const hasOtherImages = (
  { defaults }: CommandEntry,
  { data }: Layer,
  run: E.Either<unknown, Readonly<Record<string, unknown>>>,
): boolean =>
  'split' in defaults &&
  data !== undefined &&
  !(E.isRight(run) && run.right['data'] === resolve(String(data)));

/** The options that training further takes from a run: its images, and how they are prepared. */
const CONTINUED = [
  'data',
  'valid',
  ...labelOptions,
  'threshold',
  'exclude',
  'limit',
  'seed',
  'size',
  'itemSize',
  'resize',
  'batchSize',
  'normalize',
  'interpolation',
  'augment',
];

/** `normalized` is asked for its normalization. */
const isContinued = ({ defaults }: CommandEntry, name: string): boolean =>
  CONTINUED.includes(name) && name in defaults && !(name === 'normalize' && defaults[name] !== 'none');
