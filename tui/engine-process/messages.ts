import type { AppError, Metric, SavedFile } from '../../src/core/index.ts';
import type { PrintedLine } from './captured-output.ts';

/** The first message to the engine process: what to run. */
export interface Job {
  readonly _tag: 'Job';
  readonly task: Task;
  readonly options: Readonly<Record<string, unknown>>;
  /** An absolute path. */
  readonly runFolder: string;
}

/** Run a pipeline, or draw pages of images. */
export type Task =
  | {
      readonly _tag: 'Run';
      readonly pipeline: string;
      /** Absolute path of the user's own pipeline; undefined for a pipeline of Millrace. */
      readonly file: string | undefined;
      readonly tensorBoard: boolean;
      readonly profile: boolean;
    }
  | { readonly _tag: 'ShowBatch' };

/** Later messages to the engine process: stop after the current step and save the model; pause; resume. */
export type ControlMessage = { readonly _tag: 'Stop' } | { readonly _tag: 'Pause'; readonly paused: boolean };

/** Messages from the engine process: metrics, drawn pages, lines printed by a user's pipeline, and finally the end. */
export type Message =
  | { readonly _tag: 'Metric'; readonly metric: Metric }
  | { readonly _tag: 'PageSaved'; readonly file: SavedFile }
  | ({ readonly _tag: 'Printed' } & PrintedLine)
  | { readonly _tag: 'Ended' }
  | { readonly _tag: 'Failed'; readonly error: AppError };
