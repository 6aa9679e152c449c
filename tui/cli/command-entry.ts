import type { Observable } from 'rxjs';
import type { BatchSizeOption } from '../../pipelines/options.ts';
import type { OptionValue } from '../../src/core/index.ts';
import type { Printed } from '../printed.ts';
import type { Terminal } from '../terminal.ts';
import type { OptionSpec } from './options.ts';

/** Options by name. */
export type Values = Readonly<Record<string, OptionValue | undefined>>;

/** Options of the terminal and the engine, with one meaning for all commands that have them. */
export interface SharedOptions {
  /** Log lines instead of the dashboard. */
  readonly plain: boolean;
  readonly json: boolean;
  readonly device: 'cpu' | 'gpu';
  /** The absolute path of the run folder; undefined for a new one under `runs`. */
  readonly out: string | undefined;
  /** Whether to write TensorBoard's event files. */
  readonly tensorBoard: boolean;
  /** Whether to measure the time of each operator and kernel. */
  readonly profile: boolean;
  /** How often to save a checkpoint, as typed: `5m`. */
  readonly checkpoint: string;
  readonly keepCheckpoints: boolean;
  /** TensorFlow's threads; undefined for one per core. */
  readonly threads: number | undefined;
  /** The processes of this machine that train together. */
  readonly processes: number;
  /** Whether to resume the run in `out`. */
  readonly resumes: boolean;
  /** Whether the run continues in a process of its own, without this terminal. */
  readonly detach: boolean;
}

/** The arguments of a command, all valid. */
export interface Given<O = Values> {
  /** The positional arguments, unless they stand for an option. */
  readonly words: readonly string[];
  /** The command's own options: its defaults, overridden. */
  readonly options: O;
  readonly shared: SharedOptions;
  /** The options that set how many images a step needs; empty for a user's own command, which knows its images. */
  readonly batchSizes: readonly BatchSizeOption[];
  /** Notices for the log of its run. */
  readonly notices: readonly string[];
  /** The pretrained weights that its options name, and where they are; undefined for none, or for a path. */
  readonly weights?: NamedWeights;
}

/** Pretrained weights with a name. */
export interface NamedWeights {
  readonly name: string;
  readonly folder: string;
}

/** Runs a command in the terminal process. */
export type RunCommand<O = Values> = (terminal: Terminal, given: Given<O>) => Observable<Printed>;

/** A command: its name, summary, example and options, and how to load it. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  /** The arguments that name it; by default its name. */
  readonly args?: readonly string[];
  /** Arguments for a first try, as typed in a shell. */
  readonly example: string;
  /** Its own options in camel case, with their defaults; undefined for none. */
  readonly defaults: Values;
  /** Its shared options, by the names of their flags. */
  readonly also: readonly string[];
  /** Whether its images are checked before it runs. */
  readonly checksImages: boolean;
  /** Whether it trains, so that each of its batches must be full. */
  readonly trains: boolean;
  /** Whether `--lr auto` searches for a rate first. */
  readonly findsRate: boolean;
  /** Texts of options that differ from those of the table, by the option in camel case. */
  readonly help?: Readonly<Record<string, string>>;
  /** Placeholders that differ from those of the table, likewise. */
  readonly values?: Readonly<Record<string, string>>;
  /** Options whose meaning differs for this command. */
  readonly replaces?: readonly OptionSpec[];
  /** Its positional arguments, such as runs: their name in the help and how many it takes; by default none. */
  readonly words?: {
    readonly name: string;
    readonly min: number;
    readonly max: number;
    /** How they are written in the help; by default the name, once for each that it needs. */
    readonly usage?: string;
    /** The only first argument that it accepts. */
    readonly first?: string;
    /** A first argument that does not count. */
    readonly verb?: string;
    /** The option that the argument sets. */
    readonly option?: string;
  };
  readonly load: () => Promise<RunCommand>;
}
