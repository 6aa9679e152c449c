import { defer, finalize, type Observable } from 'rxjs';

/**
 * A stream that needs something which must be freed: it is made when the stream is subscribed, and disposed when it
 * completes, fails or is left. RxJS's `using` for what JavaScript's `using` takes.
 *
 * ```
 * body        -a-b-|
 * output      -a-b-|
 *             ^----!     made, disposed
 * ```
 */
export const usingDisposable = <D extends Disposable, A>(
  create: () => D,
  body: (disposable: D) => Observable<A>,
): Observable<A> =>
  defer(() => {
    const disposable = create();
    return defer(() => body(disposable)).pipe(
      finalize(() => {
        disposable[Symbol.dispose]();
      }),
    );
  });
