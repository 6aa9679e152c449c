import * as E from 'fp-ts/lib/Either.js';
import { map, type Observable } from 'rxjs';
import { badOption, MillraceError, type AnyPipeline, type AppError } from '../../src/core/index.ts';
import { loadModule } from '../../src/io/index.ts';

/** Loads the pipeline that a file of the user exports; errors with BadOption if it exports none. */
export const ownPipeline = (file: string): Observable<AnyPipeline> =>
  loadModule(file).pipe(
    map((exported) => {
      const pipeline = pipelineOf(exported, file);
      if (E.isLeft(pipeline)) throw new MillraceError(pipeline.left);
      return pipeline.right;
    }),
  );

/** Checks what a file exports as its default. Left: what it lacks as a pipeline. */
export function pipelineOf(exported: unknown, file: string): E.Either<AppError, AnyPipeline> {
  const wrong = (received: string): E.Either<AppError, never> =>
    E.left(
      badOption(
        file,
        'a pipeline as its default export',
        received,
        'Write `export default definePipeline({ … })`; the README has an example.',
      ),
    );
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
