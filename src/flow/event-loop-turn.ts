import { Observable } from 'rxjs';

/**
 * Emits once and completes after the event loop has turned: signals, timers and messages that were waiting have been
 * handled. RxJS's own schedulers do not promise that: asapScheduler works before the loop goes on, and a timer that is
 * already due may run in the same round.
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
