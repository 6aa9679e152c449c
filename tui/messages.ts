import type { AppError, Metric, SavedFile } from '../src/core/index.ts';

/** What the terminal's process asks of the engine's. */
export interface Job {
  /** To train by a pipeline, or to draw pages of pictures. */
  readonly task: { readonly _tag: 'Run'; readonly pipeline: string } | { readonly _tag: 'ShowBatch' };
  readonly options: Readonly<Record<string, unknown>>;
  readonly runFolder: string;
}

/** What it asks of it later: to stop after the step under way, its model saved. */
export interface Stop {
  readonly _tag: 'Stop';
}

/** What comes back: metrics as they are defined, pages that were drawn, and at last that it ended or why it failed. */
export type Message =
  | { readonly _tag: 'Metric'; readonly metric: Metric }
  | { readonly _tag: 'Drawn'; readonly file: SavedFile }
  | { readonly _tag: 'Ended' }
  | { readonly _tag: 'Failed'; readonly error: AppError };
