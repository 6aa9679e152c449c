import { concat, of, throwError, type Observable } from 'rxjs';

/** Emits a value, then errors. */
export const failAfter = <A>(value: A): Observable<A> =>
  concat(
    of(value),
    throwError(() => new Error('lost')),
  );
