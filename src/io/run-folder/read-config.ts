import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { badData, badOption, isRecord, type AppError } from '../../core/index.ts';
import { messageOf } from '../support/message-of.ts';

const NAME = 'config.json';

type Config = Readonly<Record<string, unknown>>;

/** Reads a configuration file, which holds one JSON object. Left: why it cannot be used. */
export const readConfig = (path: string): E.Either<AppError, Config> =>
  pipe(
    E.tryCatch(
      () => JSON.parse(readFileSync(path, 'utf8')) as unknown,
      (cause) => (cause instanceof SyntaxError ? `invalid JSON: ${cause.message}` : messageOf(cause, path)),
    ),
    E.filterOrElse(isRecord, () => 'JSON that is not an object'),
    E.mapLeft((received) => badOption(path, 'a JSON object of options, e.g. { "batchSize": 32 }', received)),
  );

/** Reads the configuration in a run folder. Left: why it cannot be used. */
export const readRunConfig = (
  run: string,
): E.Either<AppError, Readonly<Record<string, string | number | boolean>>> =>
  pipe(
    readConfig(join(run, NAME)),
    E.bimap(
      ({ received }) =>
        badData(
          run,
          `a run folder with ${NAME}`,
          received,
          'Runs are under runs/, or in the folder that --out named.',
        ),
      (config) => config as Readonly<Record<string, string | number | boolean>>,
    ),
  );
