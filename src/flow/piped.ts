import type { MonoTypeOperatorFunction, Observable } from 'rxjs';

/** Pipes a stream through a list of operators, in order. */
export const piped = <A>(
  source: Observable<A>,
  operators: readonly MonoTypeOperatorFunction<A>[],
): Observable<A> => operators.reduce((stream, operator) => stream.pipe(operator), source);
