import { Observable } from 'rxjs';

/**
 * Emits once and completes after the event loop has turned, so that pending signals, timers and messages are handled.
 *
 * RxJS's schedulers do not guarantee this: `asapScheduler` runs before the loop continues, and a timer that is already
 * due may run in the same turn.
 *
 * @category Flow operators
 */
export const eventLoopTurn = new Observable<void>((subscriber) => {
  const handle = setImmediate(() => {
    subscriber.next();
    subscriber.complete();
  });
  return () => {
    clearImmediate(handle);
  };
});
