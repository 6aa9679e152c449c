import * as E from 'fp-ts/lib/Either.js';
import { map, type Observable } from 'rxjs';
import {
  badOption,
  isRecord,
  MillraceError,
  shellCommand,
  type AnyCommand,
  type AppError,
} from '../../src/core/index.ts';
import { loadModule } from '../../src/io/index.ts';

/** Loads a user's command from its file. Errors with BadOption if the file does not export one. */
export const loadOwnCommand = (file: string): Observable<AnyCommand> =>
  loadModule(file).pipe(
    map((exported) => {
      const command = parseCommand(exported, file);
      if (E.isLeft(command)) throw new MillraceError(command.left);
      return command.right;
    }),
  );

/** Validates the default export of a file as a command. Left: what is missing. */
export function parseCommand(exported: unknown, file: string): E.Either<AppError, AnyCommand> {
  const invalid = (received: string): E.Either<AppError, never> =>
    E.left(
      badOption(
        file,
        'a pipeline or a command as its default export',
        received,
        `Write \`export default definePipeline({ … })\` or \`defineCommand({ … })\`. Examples: ${shellCommand(['help', 'pipelines'])}`,
      ),
    );
  if (!isRecord(exported)) return invalid(kindOf(exported));
  const { name, summary = '', example = '', defaults, run } = exported as unknown as Partial<AnyCommand>;
  if (typeof name !== 'string' || !/^[\w][\w.-]*$/.test(name))
    return invalid('one without a `name` of letters, digits, dots and dashes');
  if (typeof run !== 'function') return invalid('one without a `run` function');
  if (!isRecord(defaults)) return invalid('one without `defaults`');
  return E.right({ ...(exported as unknown as AnyCommand), name, summary, example });
}

const kindOf = (value: unknown): string =>
  value === undefined || value === null ? 'nothing' : `a ${typeof value}`;
