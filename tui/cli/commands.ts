import type { OptionValue } from './options.ts';

/** Options by name. */
export type Values = Readonly<Record<string, OptionValue | undefined>>;

/** A command of the command line: its name, and which options it has. */
export interface CommandInfo {
  readonly name: string;
  readonly summary: string;
  /** The options of a command that a new user may try. */
  readonly example: string;
  /** Its own options in camel case and what they are by default; undefined: not given. */
  readonly defaults: Values;
  /** What it has besides: options about the terminal and the engine. */
  readonly also: readonly string[];
}

/** A pipeline, as the command line needs to know it. */
export type PipelineInfo = Pick<CommandInfo, 'name' | 'summary' | 'example' | 'defaults'>;

const list: CommandInfo = {
  name: 'list',
  summary: 'name the pipelines',
  example: '',
  defaults: {},
  also: [],
};

const doctor: CommandInfo = {
  name: 'doctor',
  summary: 'look at this machine and say what is missing',
  example: '',
  defaults: {},
  also: ['device', 'prepare'],
};

export const SHOW_BATCH = 'show-batch';

/** All commands: the pipelines first. */
export const commandsOf = (
  pipelines: readonly PipelineInfo[],
  showBatchDefaults: Values,
): readonly CommandInfo[] => [
  ...pipelines.map((pipeline) => ({ ...pipeline, also: ['out', 'device', 'plain'] })),
  {
    name: SHOW_BATCH,
    summary: 'draw a training batch, and one picture augmented, as PNG files',
    example: '--data photos --size 128 --item-size 160',
    defaults: showBatchDefaults,
    also: ['out', 'device'],
  },
  list,
  doctor,
];

/** `npm start -- baseline --data photos`. */
export const exampleOf = ({ name, example }: CommandInfo): string =>
  ['npm start --', name, example].filter((part) => part !== '').join(' ');
