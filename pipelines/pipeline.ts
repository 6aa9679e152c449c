import type { Observable } from 'rxjs';
import type { Capabilities, Metric } from '../src/index.ts';
import type { Defaults } from './options.ts';

/** An experiment: what it is called, what it does in a sentence, what it can be asked, and its run. */
export interface Pipeline<O> {
  readonly name: string;
  readonly summary: string;
  /** The options of a command that a new user may try. */
  readonly example: string;
  /** Its options and what they are by default. */
  readonly defaults: Defaults<O>;
  readonly run: (world: Capabilities, options: O) => Observable<Metric>;
  /** Whether it is several runs, each in a folder of its own inside the run's. */
  readonly several?: boolean;
}

/** A pipeline of which only the command line knows the options. */
export interface AnyPipeline extends Omit<Pipeline<never>, 'defaults'> {
  readonly defaults: Readonly<Record<string, string | number | boolean | undefined>>;
}

/** Of more options those that a pipeline has: what its run folder shows. */
export const optionsOf = <O extends object>({ defaults }: Pipeline<O>, options: O): O =>
  Object.fromEntries(Object.entries(options).filter(([name]) => name in defaults)) as O;
