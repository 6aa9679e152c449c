import * as E from 'fp-ts/lib/Either.js';
import { map, type Observable } from 'rxjs';
import { badOption, MillraceError, type AnyPipeline, type AppError } from '../../src/core/index.ts';
import { loadModule } from '../../src/io/index.ts';

/** Loads a user's pipeline from its file. Errors with BadOption if the file does not export one. */
export const loadOwnPipeline = (file: string): Observable<AnyPipeline> =>
  loadModule(file).pipe(
    map((exported) => {
      const pipeline = parsePipeline(exported, file);
      if (E.isLeft(pipeline)) throw new MillraceError(pipeline.left);
      return pipeline.right;
    }),
  );

/** Validates the default export of a file as a pipeline. Left: what is missing. */
export function parsePipeline(exported: unknown, file: string): E.Either<AppError, AnyPipeline> {
  const invalid = (received: string): E.Either<AppError, never> =>
    E.left(
      badOption(
        file,
        'a pipeline as its default export',
        received,
        'Write `export default definePipeline({ … })`; the README has an example.',
      ),
    );
  if (typeof exported !== 'object' || exported === null) return invalid(kindOf(exported));
  const { name, summary = '', example = '', defaults, run } = exported as Partial<AnyPipeline>;
  if (typeof name !== 'string' || !/^[\w][\w.-]*$/.test(name))
    return invalid('a pipeline without a `name` of letters, digits, dots and dashes');
  if (typeof run !== 'function') return invalid('a pipeline without a `run` function');
  if (typeof defaults !== 'object') return invalid('a pipeline without `defaults`');
  return E.right({ ...(exported as AnyPipeline), name, summary, example });
}

const kindOf = (value: unknown): string =>
  value === undefined || value === null ? 'nothing' : `a ${typeof value}`;
