import { pathToFileURL } from 'node:url';
import { catchError, defer, map, throwError, type Observable } from 'rxjs';
import { MillraceError } from '../core/index.ts';
import { messageOf } from './support/message-of.ts';

/** What a file of TypeScript or JavaScript exports as its default; errors with BadOption where it cannot be loaded. */
export const loadModule = (path: string): Observable<unknown> =>
  defer(() => import(pathToFileURL(path).href) as Promise<{ readonly default?: unknown }>).pipe(
    map((module) => module.default),
    catchError((cause: unknown) => {
      const received = messageOf(cause);
      return throwError(
        () =>
          new MillraceError({
            _tag: 'BadOption',
            where: path,
            expected: 'a file of TypeScript or JavaScript that can be loaded',
            received,
            advice: received.includes("'millrace'")
              ? "`millrace` is found from Millrace's own folder and from projects that have it installed."
              : '',
          }),
      );
    }),
  );
