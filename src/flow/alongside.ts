import { ignoreElements, takeUntil, type MonoTypeOperatorFunction, type Observable } from 'rxjs';

/**
 * Subscribes to another stream while the source runs, for its side effects only.
 *
 * Use it to listen for a request, or to send commands, for as long as the source runs.
 *
 * ```text
 * source      -a-b-c-|
 * other$      x-x-x-x-x
 *             ^------!     subscribed, unsubscribed
 * output      -a-b-c-|
 * ```
 *
 * `other$` is subscribed before the source, so that it runs while a synchronous source emits. Its values and its
 * completion are ignored.
 *
 * Errors with the first error of either stream.
 *
 * @param other$ the stream with the side effects, such as `commands$.pipe(tap(send))`
 * @category Flow operators
 */
// takeUntil completes the source only when its notifier emits; this one never does.
export const alongside = <A>(other$: Observable<unknown>): MonoTypeOperatorFunction<A> =>
  takeUntil(other$.pipe(ignoreElements()));
