import { isObservable, Observable } from 'rxjs';

/**
 * Converts a load to a stream. A promise cannot be cancelled, so a lease that arrives after unsubscription is disposed.
 * (An observable emits nothing then, by contract.)
 */
export function leaseOf<B extends Disposable>(load: Observable<B> | PromiseLike<B>): Observable<B> {
  if (isObservable(load)) return load;
  return new Observable((subscriber) => {
    load.then(
      (lease) => {
        if (subscriber.closed) {
          lease[Symbol.dispose]();
        } else {
          subscriber.next(lease);
          subscriber.complete();
        }
      },
      (error: unknown) => {
        subscriber.error(error);
      },
    );
  });
}
