import type * as E from 'fp-ts/lib/Either.js';
import type { AppError, ModelDescription } from '../../src/core/index.ts';
import type { OptionSpec } from './options.ts';

/** Everything that resolving the arguments depends on. */
export interface CommandLine extends Files {
  readonly table: readonly OptionSpec[];
  /** The names that `--data` accepts besides folders. */
  readonly dataSets: readonly string[];
  /** The environment variables. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Millrace's version. */
  readonly version: string;
}

/** Answers questions about files and folders. */
export interface Files {
  readonly isFolder: (path: string) => boolean;
  readonly isFile: (path: string) => boolean;
  /** Returns whether a run folder holds a model, or a path may be that of a model file. */
  readonly hasModel: (run: string) => boolean;
  /** Reads the description of the model in a run folder or a model file; null if it cannot be read. */
  readonly modelOf: (run: string) => ModelDescription | null;
  /** Returns whether a folder holds a run. */
  readonly hasRun: (folder: string) => boolean;
  /** Returns why a folder cannot be written; null if it can. */
  readonly whyNotWritable: (folder: string) => string | null;
  /** Reads a configuration file. */
  readonly readConfig: (path: string) => E.Either<AppError, Readonly<Record<string, unknown>>>;
  /** Reads the configuration of a run that may be resumed. */
  readonly storedRun: (run: string) => E.Either<AppError, StoredRun>;
  /** Reads the options of the run that saved a model, from its folder; their values are not checked. */
  readonly configOf: (run: string) => E.Either<AppError, Readonly<Record<string, unknown>>>;
}

/** A run that may be resumed. */
export interface StoredRun {
  /** The path of its configuration. */
  readonly path: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly hasCompleted: boolean;
}
