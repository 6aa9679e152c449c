import { shellCommand, type OptionValue } from '../../src/core/index.ts';

/** Options by name. */
export type Values = Readonly<Record<string, OptionValue | undefined>>;

/** A command: its name, summary, example and options. */
export interface CommandInfo {
  readonly name: string;
  readonly summary: string;
  /** Arguments for a first try. */
  readonly example: string;
  /** Its own options in camel case, with their defaults; undefined for none. */
  readonly defaults: Values;
  /** Its options for the terminal and the engine, by the names of their flags. */
  readonly also: readonly string[];
  /** Its positional arguments, such as runs: their name in the help and how many it takes; by default none. */
  readonly words?: {
    readonly name: string;
    readonly min: number;
    readonly max: number;
    /** The only first argument that it accepts. */
    readonly first?: string;
    /** The option that the argument sets. */
    readonly option?: string;
  };
}

/** A pipeline as the command line knows it. */
export type PipelineInfo = Pick<CommandInfo, 'name' | 'summary' | 'example' | 'defaults'>;

export const SHOW_BATCH = 'show-batch';

/** Commands about runs and the machine. */
const others: readonly CommandInfo[] = [
  {
    name: 'run',
    summary: 'run a pipeline from a file, or a built-in one by its name',
    example: './my-pipeline.ts photos',
    defaults: {},
    also: [],
    words: { name: 'PIPELINE', min: 1, max: 1 },
  },
  {
    name: 'watch',
    summary: 'follow a run in progress, or replay a finished one',
    example: 'runs/RUN --speed 10',
    defaults: {},
    also: ['speed', 'plain', 'json'],
    words: { name: 'RUN', min: 1, max: 1 },
  },
  {
    name: 'runs',
    summary: 'list runs and their results',
    example: '',
    defaults: {},
    also: [],
    words: { name: '[FOLDER]', min: 0, max: 1 },
  },
  {
    name: 'compare',
    summary: 'compare runs: their curves, results and differing settings',
    example: 'runs/A runs/B',
    defaults: {},
    also: [],
    words: { name: 'RUN', min: 2, max: 6 },
  },
  {
    name: 'list',
    summary: 'list the commands',
    example: '',
    defaults: {},
    also: [],
  },
  {
    name: 'doctor',
    summary: 'check this machine and report what is missing',
    example: '',
    defaults: {},
    also: ['device', 'prepare', 'json'],
  },
  {
    name: 'cache',
    summary: 'list the engines, data sets and decoded images on disk; `cache clean` removes them',
    example: 'clean items',
    defaults: {},
    also: ['yes', 'json'],
    words: { name: '[clean [NAME …]]', min: 0, max: Infinity, first: 'clean' },
  },
];

/** All commands, the pipelines first. */
export const commandsOf = (
  pipelines: readonly PipelineInfo[],
  showBatchDefaults: Values,
): readonly CommandInfo[] => [
  ...pipelines.map(pipelineCommand),
  {
    name: SHOW_BATCH,
    summary: 'draw a training batch, and one image augmented, as PNG files',
    example: 'photos --size 128 --item-size 160',
    defaults: showBatchDefaults,
    also: ['out', 'device', 'config'],
    ...DATA_ARGUMENT,
  },
  ...others,
];

/** `baseline photos` is `baseline --data photos`. */
const DATA_ARGUMENT = { words: { name: '[DIR]', min: 0, max: 1, option: 'data' } } as const;
/** `tta runs/RUN` is `tta --from runs/RUN`. */
const RUN_ARGUMENT = { words: { name: '[RUN]', min: 0, max: 1, option: 'from' } } as const;

/** Returns a pipeline as a command. */
export const pipelineCommand = (pipeline: PipelineInfo): CommandInfo => ({
  ...pipeline,
  ...('from' in pipeline.defaults ? RUN_ARGUMENT : 'data' in pipeline.defaults ? DATA_ARGUMENT : {}),
  also: ['out', 'config', 'tensorboard', 'profile', 'device', 'plain', 'json'],
});

/** Returns the example as a shell command: `npm start -- baseline photos`. */
export const exampleOf = ({ name, example }: Pick<CommandInfo, 'name' | 'example'>): string =>
  shellCommand(`${name} ${example}`.trim());
