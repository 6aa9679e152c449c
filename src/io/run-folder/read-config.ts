import { badOption, badData } from '../../core/index.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { AppError } from '../../core/index.ts';
import { messageOf } from '../support/message-of.ts';

const NAME = 'config.json';

type Config = Readonly<Record<string, unknown>>;

/** A configuration file: one JSON object. Left: what it is instead. */
export const readConfig = (path: string): E.Either<AppError, Config> =>
  pipe(
    E.tryCatch(() => JSON.parse(readFileSync(path, 'utf8')) as unknown, messageOf),
    E.filterOrElse(isObject, () => 'something else'),
    E.mapLeft((received) => badOption(path, 'a JSON object of options, e.g. { "batchSize": 32 }', received)),
  );

/** The configuration of a run, as its folder has it. Left: that there is none. */
export const readRunConfig = (
  run: string,
): E.Either<AppError, Readonly<Record<string, string | number | boolean>>> =>
  pipe(
    readConfig(join(run, NAME)),
    E.bimap(
      ({ received }) =>
        badData(run, `a run's folder with ${NAME}`, received, 'Runs are under runs/, or where --out said.'),
      (config) => config as Readonly<Record<string, string | number | boolean>>,
    ),
  );

const isObject = (value: unknown): value is Config =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
