import type { Observable } from 'rxjs';
import type { SavedFile } from './capabilities.ts';
import type { Metric } from './metric.ts';
import type { StateDict } from './state-dict.ts';

/** The lengths of the files that a run appends to, in bytes, by name. */
export type FileLengths = Readonly<Record<string, number>>;

/** Everything that continues a run exactly, outside the engine. */
export interface Checkpoint {
  /** What comes next, the counters, and what the run depends on, as plain JSON. */
  readonly progress: Readonly<Record<string, unknown>>;
  /** Weights, the optimizer's averages, and what hooks keep. */
  readonly arrays: StateDict;
  /** What the run had recorded at that moment. */
  readonly lengths: FileLengths;
}

/** How often a run saves a checkpoint: after this many seconds of training, or after this many steps. */
export type CheckpointInterval = { readonly seconds: number } | { readonly steps: number };

/** What an earlier process left of a run. */
export interface EarlierRun {
  /** The metrics up to the checkpoint; all of them if the run had completed. */
  readonly metrics: Observable<Metric>;
  /** Null if the run had completed. */
  readonly checkpoint: Checkpoint | null;
}

/** Saves and finds checkpoints of a run. */
export interface Checkpoints {
  /** Null to save none. */
  readonly every: CheckpointInterval | null;
  /** Returns the lengths of the files that the run has appended to so far, those of unwritten lines included. */
  readonly lengths: () => FileLengths;
  /**
   * Writes a checkpoint, after the files whose lengths it holds; the one before it is kept as a second. Emits when both
   * are on the disk; errors with WriteFailed.
   */
  readonly save: (checkpoint: Checkpoint) => Observable<SavedFile>;
  /** Emits what an earlier process left of the run; null for a new run, and for one that left no checkpoint. */
  readonly earlier: Observable<EarlierRun | null>;
  /** Emits a hash of the names and sizes of files, to notice that images have changed. */
  readonly fingerprint: (paths: readonly string[]) => Observable<string>;
}
