import { isObservable, Observable } from 'rxjs';

/**
 * The lease that a load yields, as a stream. A promise cannot be cancelled: what it brings after everyone has left is
 * given back. (An observable brings nothing after that, by contract.)
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
