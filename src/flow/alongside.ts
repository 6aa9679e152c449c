import { ignoreElements, takeUntil, type MonoTypeOperatorFunction, type Observable } from 'rxjs';

/**
 * Subscribes to another stream while the source runs, for its side effects only.
 *
 * Use it to listen to a request, or to send commands, for as long as the source runs.
 *
 * ```text
 * source      -a-b-c-|
 * other$      x-x-x-x-x
 *             ^------!     subscribed, unsubscribed
 * output      -a-b-c-|
 * ```
 *
 * `other$` is subscribed before the source, so that it is heard while a synchronous source emits. Its values are
 * ignored, and its completion changes nothing.
 *
 * Errors with the first error of either stream.
 *
 * @param other$ the stream with the side effects, such as `commands$.pipe(tap(send))`
 * @category Flow operators
 */
// A notifier without values never ends the source.
export const alongside = <A>(other$: Observable<unknown>): MonoTypeOperatorFunction<A> =>
  takeUntil(other$.pipe(ignoreElements()));
