import {
  catchError,
  concat,
  defer,
  dematerialize,
  EMPTY,
  of,
  throwError,
  type Observable,
  type ObservableNotification,
  type OperatorFunction,
} from 'rxjs';

/**
 * Puts a stream through an operator that sees it complete also where it errors; the error follows when the operator has
 * completed. For operators that have something to finish, which an error would cut off.
 *
 * ```text
 * source      a-#
 * rest        ----|      what the operator does at the end
 * output      a-----#
 * ```
 *
 * Errors as the operator does where the source did not: the first error is the one to tell.
 *
 * @param work the operator; it may ask whether the source has failed, which it is told of as complete
 */
export const errorAfter =
  <A, B>(work: (source: Observable<A>, failed: () => boolean) => Observable<B>): OperatorFunction<A, B> =>
  (source) =>
    defer(() => {
      let end: ObservableNotification<never> = { kind: 'C' };
      return concat(
        source.pipe(
          catchError((error: unknown) => {
            end = { kind: 'E', error };
            return EMPTY;
          }),
          (completing) => work(completing, () => end.kind === 'E'),
          catchError((cause: unknown) => (end.kind === 'E' ? EMPTY : throwError(() => cause))),
        ),
        defer(() => of(end).pipe(dematerialize())),
      );
    });
