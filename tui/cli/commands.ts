import { shellCommand, type OptionValue } from '../../src/core/index.ts';

/** Options by name. */
export type Values = Readonly<Record<string, OptionValue | undefined>>;

/** A command of the command line: its name, and which options it has. */
export interface CommandInfo {
  readonly name: string;
  readonly summary: string;
  /** What of a command a new user may try. */
  readonly example: string;
  /** Its own options in camel case and what they are by default; undefined: not given. */
  readonly defaults: Values;
  /** What it has besides: options about the terminal and the engine. */
  readonly also: readonly string[];
  /** Words behind it, e.g. runs: what they are called, and how many may be given; by default none. */
  readonly words?: {
    readonly name: string;
    readonly least: number;
    readonly most: number;
    /** What the first must be. */
    readonly first?: string;
  };
}

/** A pipeline, as the command line needs to know it. */
export type PipelineInfo = Pick<CommandInfo, 'name' | 'summary' | 'example' | 'defaults'>;

export const SHOW_BATCH = 'show-batch';

/** What goes on about runs and the machine. */
const others: readonly CommandInfo[] = [
  {
    name: 'run',
    summary: 'run a pipeline by its name, or your own: run ./my-pipeline.ts',
    example: './my-pipeline.ts --data photos',
    defaults: {},
    also: [],
    words: { name: 'PIPELINE', least: 1, most: 1 },
  },
  {
    name: 'watch',
    summary: 'look at a run: follow one under way, replay a finished one',
    example: 'runs/first --speed 10',
    defaults: {},
    also: ['speed', 'plain', 'json'],
    words: { name: 'RUN', least: 1, most: 1 },
  },
  {
    name: 'runs',
    summary: 'list runs and their results',
    example: 'runs',
    defaults: {},
    also: [],
    words: { name: '[FOLDER]', least: 0, most: 1 },
  },
  {
    name: 'compare',
    summary: 'curves of several runs over each other, and which settings differ',
    example: 'runs/first runs/second',
    defaults: {},
    also: [],
    words: { name: 'RUN', least: 2, most: 6 },
  },
  {
    name: 'list',
    summary: 'name the commands',
    example: '',
    defaults: {},
    also: [],
  },
  {
    name: 'doctor',
    summary: 'look at this machine and say what is missing',
    example: '',
    defaults: {},
    also: ['device', 'prepare', 'json'],
  },
  {
    name: 'cache',
    summary: 'list the engines, data sets and decoded images on disk; cache clean removes them',
    example: 'clean items',
    defaults: {},
    also: ['yes', 'json'],
    words: { name: '[clean [NAME]]', least: 0, most: Infinity, first: 'clean' },
  },
];

/** All commands: the pipelines first. */
export const commandsOf = (
  pipelines: readonly PipelineInfo[],
  showBatchDefaults: Values,
): readonly CommandInfo[] => [
  ...pipelines.map(pipelineCommand),
  {
    name: SHOW_BATCH,
    summary: 'draw a training batch, and one image augmented, as PNG files',
    example: '--data photos --size 128 --item-size 160',
    defaults: showBatchDefaults,
    also: ['out', 'device', 'config'],
  },
  ...others,
];

/** A pipeline as a command. */
export const pipelineCommand = (pipeline: PipelineInfo): CommandInfo => ({
  ...pipeline,
  also: ['out', 'config', 'tensorboard', 'profile', 'device', 'plain', 'json'],
});

/** An example as it is typed in a shell: `npm start -- baseline --data photos`. */
export const exampleOf = ({ name, example }: Pick<CommandInfo, 'name' | 'example'>): string =>
  shellCommand(`${name} ${example}`.trim());
