import type { Observable } from 'rxjs';
import type { Capabilities, SavedFile } from './capabilities.ts';
import type { Metric } from './metric.ts';
import type { OptionInfo, OptionValue } from './option.ts';

/**
 * What a command emits: plain data that JSON can express, told apart by its tag. Every {@link Metric} is one; other
 * events have other tags.
 *
 * @category Commands and their options
 */
export interface CommandEvent {
  readonly _tag: string;
}

/** A file that a command wrote, such as a drawing. */
export interface FileSaved extends SavedFile {
  readonly _tag: 'FileSaved';
}

/**
 * Something the command line can do: a name, options with their defaults, and a stream of events.
 *
 * Metrics are recorded in the run folder and shown as a dashboard or log. Any other event is shown as a line, or with
 * `--json` as JSON.
 *
 * @typeParam O the options that `run` receives
 * @typeParam E the events that `run` emits
 * @category Commands and their options
 */
export interface Command<O, E extends CommandEvent = CommandEvent> {
  readonly name: string;
  /** One line for the help. */
  readonly summary: string;
  /** Example options for the help, as typed after the command's name. */
  readonly example: string;
  /** The options and their defaults; undefined marks an option without a default. */
  readonly defaults: Defaults<O>;
  /**
   * Help and checks for options that only this command has, or that it redefines. An option without an entry has the
   * type of its default (number, text or flag) and accepts any such value.
   */
  readonly options?: { readonly [K in keyof O]?: OptionInfo };
  /**
   * Returns the events: a cold stream. At the user's request to stop, the command line unsubscribes from a command that
   * does not train; one that trains completes by itself, as `run` does.
   */
  readonly run: (world: Capabilities, options: O) => Observable<E>;
  /** Returns the text that shows an event that is not a metric; by default its tag and its fields. */
  readonly line?: (event: Exclude<E, Metric>) => string;
  /**
   * Whether it trains or evaluates, and so emits metrics. Such a command is shown as a dashboard and has the options
   * `--plain`, `--tensorboard` and `--profile`. True by default, but false for {@link defineCommand}.
   */
  readonly trains?: boolean;
  /** Whether it consists of several runs, each in its own subfolder of the run folder. */
  readonly several?: boolean;
}

/**
 * A {@link Command} that trains: all of its events are metrics.
 *
 * @typeParam O the options that `run` receives
 * @category Commands and their options
 */
export type Pipeline<O> = Omit<Command<O, Metric>, 'line' | 'trains'>;

/**
 * A default for each option. Undefined marks an option that the user must give, or may omit.
 *
 * @typeParam O the options
 * @category Commands and their options
 */
export type Defaults<O> = { readonly [K in keyof O]: O[K] | undefined };

/** A {@link Command} whose options and events are not known to the compiler: the command line's view of it. */
export interface AnyCommand extends Omit<Command<never, never>, 'defaults' | 'options' | 'run'> {
  readonly defaults: Readonly<Record<string, OptionValue | undefined>>;
  readonly options?: Readonly<Record<string, OptionInfo>>;
  /** Returns the events: a cold stream. */
  readonly run: (world: Capabilities, options: never) => Observable<CommandEvent>;
}

/** A {@link Pipeline} whose options are not known to the compiler. */
export interface AnyPipeline extends AnyCommand {
  /** Returns the metrics: a cold stream. */
  readonly run: (world: Capabilities, options: never) => Observable<Metric>;
}

/**
 * Returns a pipeline, type-checked: for the default export of a file that `millrace run ./my-pipeline.ts` runs.
 *
 * @category Commands and their options
 */
export const definePipeline = <O extends object>(pipeline: Pipeline<O>): Pipeline<O> => pipeline;

/**
 * Returns a command with events of its own, type-checked: for the default export of a file that
 * `millrace run ./my-command.ts` runs. `trains` is false by default.
 *
 * @category Commands and their options
 */
export const defineCommand = <O extends object, E extends CommandEvent>(
  command: Command<O, E>,
): Command<O, E> => ({ trains: false, ...command });
