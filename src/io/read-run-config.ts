import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as E from 'fp-ts/Either';
import type { AppError } from '../core/index.ts';
import { messageOf } from './support/message-of.ts';

const NAME = 'config.json';

/** The configuration of a run, as its folder has it. Left: that there is none. */
export const readRunConfig = (
  run: string,
): E.Either<AppError, Readonly<Record<string, string | number | boolean>>> =>
  E.tryCatch(
    () =>
      JSON.parse(readFileSync(join(run, NAME), 'utf8')) as Readonly<
        Record<string, string | number | boolean>
      >,
    (cause) => ({
      _tag: 'BadData',
      where: run,
      expected: `a run's folder with ${NAME}`,
      received: messageOf(cause),
      advice: 'Runs are under runs/, or where --out said.',
    }),
  );
