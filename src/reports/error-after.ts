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
 * Applies an operator to a source that seems to complete even if it errors; the error follows when the operator has
 * completed. Use it for operators with work to finish, which an error would cut off.
 *
 * ```text
 * source      a-#
 * rest        ----|      what the operator does at the end
 * output      a-----#
 * ```
 *
 * If both the source and the operator fail, errors with the error of the source, which came first.
 *
 * @param work the operator; `failed` returns whether the source has errored
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
