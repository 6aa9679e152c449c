import type { Observable } from 'rxjs';
import type { Capabilities } from './capabilities.ts';
import type { Metric } from './metric.ts';
import type { OptionInfo, OptionValue } from './option.ts';

/**
 * A user-defined command: a name, options with their defaults, and a run.
 *
 * @typeParam O the options that `run` receives
 * @category Pipelines and their options
 */
export interface Pipeline<O> {
  readonly name: string;
  /** One line for the help. */
  readonly summary: string;
  /** Example options for the help, as typed after the command's name. */
  readonly example: string;
  /** The options and their defaults; undefined marks an option without a default. */
  readonly defaults: Defaults<O>;
  /**
   * Help and checks for options that only this pipeline has, or that it redefines. An option without an entry has the
   * type of its default (number, text or flag) and accepts any such value.
   */
  readonly options?: { readonly [K in keyof O]?: OptionInfo };
  /** Returns the run: a cold stream. */
  readonly run: (world: Capabilities, options: O) => Observable<Metric>;
  /** Whether the run consists of several runs, each in its own subfolder of the run folder. */
  readonly several?: boolean;
}

/**
 * A default for each option. Undefined marks an option that the user must give, or may omit.
 *
 * @typeParam O the options
 * @category Pipelines and their options
 */
export type Defaults<O> = { readonly [K in keyof O]: O[K] | undefined };

/** A {@link Pipeline} whose options are not known to the compiler: the command line's view of it. */
export interface AnyPipeline extends Omit<Pipeline<never>, 'defaults' | 'options'> {
  readonly defaults: Readonly<Record<string, OptionValue | undefined>>;
  readonly options?: Readonly<Record<string, OptionInfo>>;
}

/**
 * Returns its argument, type-checked: for the default export of a file that `millrace run ./my-pipeline.ts` runs.
 *
 * @category Pipelines and their options
 */
export const definePipeline = <O extends object>(pipeline: Pipeline<O>): Pipeline<O> => pipeline;
