import { defer, finalize, type Observable } from 'rxjs';

/**
 * Creates a resource on subscription and disposes it when the stream completes, errors or is unsubscribed.
 *
 * It is RxJS's `using` for `Disposable` resources.
 *
 * ```text
 * body        -a-b-|
 * output      -a-b-|
 *             ^----!     created, disposed
 * ```
 *
 * @param create returns the resource; called once per subscription
 * @param body returns the stream that uses it
 * @category Flow operators
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
