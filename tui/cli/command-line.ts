import type * as E from 'fp-ts/lib/Either.js';
import type { AnyPipeline, AppError } from '../../src/core/index.ts';
import type { PipelineInfo, Values } from './commands.ts';
import type { OptionSpec } from './options.ts';

/** Everything that parsing the arguments depends on. */
export interface CommandLine {
  readonly table: readonly OptionSpec[];
  readonly pipelines: readonly PipelineInfo[];
  /** The options of `show-batch` and their defaults. */
  readonly showBatchDefaults: Values;
  /** The names that `--data` accepts besides folders. */
  readonly dataSets: readonly string[];
  readonly isFolder: (path: string) => boolean;
  readonly isFile: (path: string) => boolean;
  /** Returns whether a run folder holds a model. */
  readonly hasModel: (run: string) => boolean;
  /** Returns whether a folder holds a run. */
  readonly hasRun: (folder: string) => boolean;
  /** Returns why a folder cannot be written; null if it can. */
  readonly whyNotWritable: (folder: string) => string | null;
  /** The mistakes in the images; see `imageOptions`. */
  readonly imageErrors?: readonly AppError[];
  /** Reads a configuration file. */
  readonly readConfig: (path: string) => E.Either<AppError, Readonly<Record<string, unknown>>>;
  /** The environment variables. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Millrace's version. */
  readonly version: string;
  /** The user's own pipeline, if the arguments name one. */
  readonly own?: AnyPipeline | undefined;
  /** Reads the options of a finished run from its folder. */
  readonly configOf: (run: string) => E.Either<AppError, Values>;
}
