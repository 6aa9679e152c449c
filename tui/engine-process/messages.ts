import type { AppError, CheckpointInterval, CommandEvent } from '../../src/core/index.ts';
import type { MpiLibrary } from '../../src/io/index.ts';
import type { NamedWeights } from '../cli/command-entry.ts';
import type { PrintedLine } from './captured-output.ts';

/** The first message to the engine process: the command to run. */
export interface Job {
  readonly _tag: 'Job';
  /** The command's name. */
  readonly command: string;
  /** The absolute path of the user's own command; undefined for a command of Millrace. */
  readonly file: string | undefined;
  readonly options: Readonly<Record<string, unknown>>;
  /** The pretrained weights that the options name, and where they are; null for none, or for a path. */
  readonly weights: NamedWeights | null;
  /** The MPI library, with which several processes train together; null for one process. */
  readonly mpi: MpiLibrary | null;
  /** An absolute path. Process 0 writes into it. */
  readonly runFolder: string;
  /** Whether to write TensorBoard's event files. */
  readonly tensorBoard: boolean;
  /** Whether to measure the time of each operator and kernel. */
  readonly profile: boolean;
  /** How often to save a checkpoint; null for never. */
  readonly every: CheckpointInterval | null;
  /** Whether checkpoints stay when the run has completed. */
  readonly keepsCheckpoints: boolean;
  /** Whether to resume the run in the folder. */
  readonly resumes: boolean;
  /** Options of the command line that are part of the run's configuration. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Notices of the command line, for the log of the run. */
  readonly notices: readonly string[];
  /** Seconds without a sign of life after which the engine process kills itself, once the terminal process is gone. */
  readonly graceSeconds: number;
}

/** Later messages to the engine process: stop after the current step and save the model; pause; resume. */
export type ControlMessage = { readonly _tag: 'Stop' } | { readonly _tag: 'Pause'; readonly paused: boolean };

/** Messages from the engine process: events, lines printed by a user's command, and finally the end. */
export type Message =
  | {
      readonly _tag: 'Event';
      readonly event: CommandEvent;
      /** The line with which the command shows the event, if it has its own. */
      readonly line?: string;
    }
  | ({ readonly _tag: 'Printed' } & PrintedLine)
  | {
      readonly _tag: 'Ended';
      /** That of the signal to the engine process that stopped the run; undefined for any other end. */
      readonly exitCode?: number;
    }
  | { readonly _tag: 'Failed'; readonly error: AppError };
