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
 * Hides an error of the source from an operator, which sees a completion instead, and emits the error once the operator
 * has completed. Use it for operators that must finish their work even if the source fails.
 *
 * ```text
 * source      a-#
 * rest        ----|      what the operator does at the end
 * output      a-----#
 * ```
 *
 * If both the source and the operator fail, errors with the error of the source, which occurred first.
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
