import type * as E from 'fp-ts/lib/Either.js';
import type { AnyPipeline, AppError } from '../../src/core/index.ts';
import type { PipelineInfo, Values } from './commands.ts';
import type { OptionSpec } from './options.ts';

/** What the arguments are read with. */
export interface CommandLine {
  readonly table: readonly OptionSpec[];
  readonly pipelines: readonly PipelineInfo[];
  /** The options of show-batch and what they are by default. */
  readonly showBatchDefaults: Values;
  /** What `--data` takes besides folders. */
  readonly dataSets: readonly string[];
  readonly isFolder: (path: string) => boolean;
  readonly isFile: (path: string) => boolean;
  /** Whether a run has left its model in its folder. */
  readonly hasModel: (run: string) => boolean;
  /** Whether a folder is one of a run. */
  readonly hasRun: (folder: string) => boolean;
  /** Why nothing can be written into a folder, as a part of a sentence; null where something can. */
  readonly whyNotWritable: (folder: string) => string | null;
  /** What is wrong with the images that are asked for; see `imagesAsked`. */
  readonly imageErrors?: readonly AppError[];
  /** A configuration file. */
  readonly readConfig: (path: string) => E.Either<AppError, Readonly<Record<string, unknown>>>;
  /** Variables by name. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Millrace's. */
  readonly version: string;
  /** The person's own pipeline, where the arguments name one. */
  readonly own?: AnyPipeline | undefined;
  /** The configuration of a finished run, from its folder. */
  readonly configOf: (run: string) => E.Either<AppError, Values>;
}
