import * as E from 'fp-ts/Either';
import type { Observable } from 'rxjs';
import type { AppError } from './app-error.ts';
import type { Capabilities } from './capabilities.ts';
import type { Metric } from './metric.ts';
import type { OptionInfo, OptionValue } from './option.ts';

/** An experiment: what it is called, what it does in a sentence, what it can be asked, and its run. */
export interface Pipeline<O> {
  readonly name: string;
  readonly summary: string;
  /** The options of a command that a new user may try. */
  readonly example: string;
  /** Its options and what they are by default. */
  readonly defaults: Defaults<O>;
  /**
   * Those that only it has, or has otherwise: what the help says of them, and what they may be. Where nothing is said, a
   * number may be any, a text too.
   */
  readonly options?: { readonly [K in keyof O]?: OptionInfo };
  /** Cold: nothing happens before it is subscribed. */
  readonly run: (world: Capabilities, options: O) => Observable<Metric>;
  /** Whether it is several runs, each in a folder of its own inside the run's. */
  readonly several?: boolean;
}

/** Options as they are where nothing is asked for; undefined: that must be asked for, or may be left out. */
export type Defaults<O> = { readonly [K in keyof O]: O[K] | undefined };

/** A pipeline of which only the command line knows the options. */
export interface AnyPipeline extends Omit<Pipeline<never>, 'defaults' | 'options'> {
  readonly defaults: Readonly<Record<string, OptionValue | undefined>>;
  readonly options?: Readonly<Record<string, OptionInfo>>;
}

/**
 * A pipeline of your own, as the default export of a file: `millrace run ./my-pipeline.ts`. What it is given back, with
 * its types checked.
 */
export const definePipeline = <O extends object>(pipeline: Pipeline<O>): Pipeline<O> => pipeline;

/** What a file exports as a pipeline. Left: what it lacks. */
export function pipelineOf(exported: unknown, file: string): E.Either<AppError, AnyPipeline> {
  const wrong = (received: string): E.Either<AppError, never> =>
    E.left({
      _tag: 'BadOption',
      where: file,
      expected: 'a pipeline as its default export',
      received,
      advice: 'Write `export default definePipeline({ … })`; the README has an example.',
    });
  if (typeof exported !== 'object' || exported === null) return wrong(`${kindOf(exported)} as its default`);
  const { name, summary = '', example = '', defaults, run } = exported as Partial<AnyPipeline>;
  if (typeof name !== 'string' || !/^[\w][\w.-]*$/.test(name))
    return wrong('one whose `name` is not of letters, digits, dots and dashes');
  if (typeof run !== 'function') return wrong('one without a `run` function');
  if (typeof defaults !== 'object') return wrong('one without `defaults`');
  return E.right({ ...(exported as AnyPipeline), name, summary, example });
}

const kindOf = (value: unknown): string =>
  value === undefined || value === null ? 'nothing' : `a ${typeof value}`;
