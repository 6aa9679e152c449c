import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { badData, badOption, isRecord, isShallow, type AppError } from '../../core/index.ts';
import { isFile } from '../disk.ts';
import { hasModel } from '../models/model-file.ts';
import { messageOf } from '../support/message-of.ts';
import { lineReader } from './line-reader.ts';
import { runState } from './run-state.ts';

const NAME = 'config.json';
const METRICS = 'metrics.jsonl';

type Config = Readonly<Record<string, unknown>>;

/** Reads a configuration file, which holds one JSON object. Left: why it cannot be used. */
export const readConfig = (path: string): E.Either<AppError, Config> =>
  pipe(
    E.tryCatch(
      () => JSON.parse(readFileSync(path, 'utf8')) as unknown,
      (cause) => (cause instanceof SyntaxError ? `invalid JSON: ${cause.message}` : messageOf(cause, path)),
    ),
    E.filterOrElse(isRecord, () => 'JSON that is not an object'),
    E.filterOrElse(isShallow, () => 'JSON that is nested too deep'),
    E.mapLeft((received) => badOption(path, 'a JSON object of options, e.g. { "batchSize": 32 }', received)),
  );

/** A run that may be resumed. */
export interface StoredRun {
  /** The path of its configuration. */
  readonly path: string;
  readonly config: Config;
  readonly hasCompleted: boolean;
}

/**
 * Reads the configuration with which a run was started: a rate that it searched for is `auto` again. Left: the folder holds
 * no run, or its configuration was changed since then.
 */
export const readStoredRun = (run: string): E.Either<AppError, StoredRun> =>
  pipe(
    readRunConfig(run),
    E.flatMap((config) => {
      const started = startedConfig(join(run, METRICS));
      const path = join(run, NAME);
      const changed = Object.entries(started).filter(
        ([name, value]) =>
          Object.hasOwn(config, name) && value !== 'auto' && !isDeepStrictEqual(config[name], value),
      );
      if (changed.length > 0) return E.left(notAsStarted(path, changed, config));
      return E.right({
        path,
        config: started['lr'] === 'auto' ? { ...config, lr: 'auto' } : config,
        hasCompleted: runState(join(run, METRICS), Date.now()) === 'completed',
      });
    }),
  );

const notAsStarted = (
  path: string,
  changed: readonly (readonly [name: string, value: unknown])[],
  config: Config,
): AppError =>
  badData(
    path,
    'the options with which the run was started',
    changed
      .map(([name, value]) => `${name}: ${JSON.stringify(value)} then, ${JSON.stringify(config[name])} now`)
      .join('; '),
    'Undo that, or train on from its last model with --continue.',
  );

/** Returns the configuration in the first line of metrics.jsonl; an empty one if there is none. */
function startedConfig(file: string): Config {
  if (!existsSync(file)) return {};
  const lines = lineReader(file);
  try {
    for (let read = lines.next(); read !== null; read = lines.next()) {
      const [first] = read.texts;
      if (first === undefined) continue;
      const started: unknown = JSON.parse(first);
      return isRecord(started) && isRecord(started['config']) && isShallow(started) ? started['config'] : {};
    }
  } catch {
    // A damaged line is reported when the run is resumed.
  } finally {
    lines.unsubscribe();
  }
  return {};
}

/**
 * Reads the configuration of the run that saved a model: that in the run folder, or beside the model file. Empty if there
 * is a model, but no configuration. Left: why it cannot be used.
 */
export const readModelConfig = (path: string): E.Either<AppError, Config> => {
  const folder = isFile(path) ? dirname(path) : path;
  return hasModel(path) && !existsSync(join(folder, NAME)) ? E.right({}) : readRunConfig(folder);
};

/** Reads the configuration in a run folder; its values are not checked. Left: why it cannot be used. */
export const readRunConfig = (run: string): E.Either<AppError, Config> =>
  pipe(
    readConfig(join(run, NAME)),
    E.mapLeft(({ received }) =>
      badData(
        run,
        `a run folder with ${NAME}`,
        existsSync(run) && !existsSync(join(run, NAME))
          ? 'a folder without one: no run has begun there'
          : received,
        'Runs are under runs/, or in the folder that --out named.',
      ),
    ),
  );
