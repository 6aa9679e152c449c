import { AsyncSubject, concatMap, defer, finalize, type MonoTypeOperatorFunction } from 'rxjs';

/** A stream that waits for its part of a budget. */
interface Request {
  readonly cost: number;
  readonly admitted: AsyncSubject<void>;
  isAdmitted: boolean;
}

/**
 * Returns an operator that delays the subscription of a stream until it fits into a budget which all streams of the
 * returned operator share, such as memory.
 *
 * Use it for work of very different size: a bounded concurrency allows as many large streams as small ones.
 *
 * ```text
 * budget 3
 * a           ---(x|)    cost 2
 * b              --(y|)  cost 2: waits for a
 * c              -(z|)   cost 1: waits for its turn, after b
 * output      ---xz(y|)
 * ```
 *
 * The streams start in the order of their subscription. A stream whose cost exceeds the budget runs alone.
 *
 * @param total the budget
 */
export function createBudget(total: number): <A>(cost: number) => MonoTypeOperatorFunction<A> {
  const waiting: Request[] = [];
  let used = 0;
  const admit = (): void => {
    for (;;) {
      const [next] = waiting;
      if (next === undefined || (used > 0 && used + next.cost > total)) return;
      waiting.shift();
      used += next.cost;
      next.isAdmitted = true;
      next.admitted.next();
      next.admitted.complete();
    }
  };
  const leave = (request: Request): void => {
    if (request.isAdmitted) used -= request.cost;
    else waiting.splice(waiting.indexOf(request), 1);
    admit();
  };
  return (cost) => (source) =>
    defer(() => {
      const request: Request = { cost, admitted: new AsyncSubject(), isAdmitted: false };
      waiting.push(request);
      admit();
      return request.admitted.pipe(
        concatMap(() => source),
        finalize(() => {
          leave(request);
        }),
      );
    });
}
