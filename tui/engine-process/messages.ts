import type { AppError, Metric, SavedFile } from '../../src/core/index.ts';
import type { PrintedLine } from './captured-output.ts';

/** What the terminal's process asks of the engine's. */
export interface Job {
  readonly _tag: 'Job';
  readonly task: Task;
  readonly options: Readonly<Record<string, unknown>>;
  /** Absolute. */
  readonly runFolder: string;
}

/** To train by a pipeline (of the person's own where a file, absolute, is named), or to draw pages of images. */
export type Task =
  | {
      readonly _tag: 'Run';
      readonly pipeline: string;
      readonly file: string | undefined;
      readonly tensorBoard: boolean;
      readonly profile: boolean;
    }
  | { readonly _tag: 'ShowBatch' };

/** What it asks of it later: to stop after the step under way, its model saved; to rest, and to go on. */
export type ControlMessage = { readonly _tag: 'Stop' } | { readonly _tag: 'Pause'; readonly paused: boolean };

/**
 * What comes back: metrics as they are defined (the first one tells their version), pages that were drawn, lines that a
 * user's pipeline printed, and at last that it ended or why it failed.
 */
export type Message =
  | { readonly _tag: 'Metric'; readonly metric: Metric }
  | { readonly _tag: 'Drawn'; readonly file: SavedFile }
  | ({ readonly _tag: 'Said' } & PrintedLine)
  | { readonly _tag: 'Ended' }
  | { readonly _tag: 'Failed'; readonly error: AppError };
