import { concat, concatMap, defer, type OperatorFunction } from 'rxjs';

/**
 * Maps each value to a new state and a list of outputs, and emits the outputs in order.
 *
 * Use it where the outputs depend on the values before: for a header before the first row, progress at intervals, or a
 * summary at the end. `scan` emits its state; this operator keeps it.
 *
 * ```text
 * source      -a---b-c---|        step outputs [h, a] for a, [] for b, [c] for c
 * output      -(ha)--c---(s|)     finish outputs [s], the number of values
 * ```
 *
 * Each subscription has a state of its own. The outputs of a value are emitted before the step of the next value
 * begins, also where a consumer makes the source emit during a delivery. Holds no values besides that.
 *
 * Errors with what `seed`, `step` or `finish` throws. An error of the source passes, without `finish`.
 *
 * @param seed returns the first state; called once per subscription
 * @param step returns the next state and the outputs of a value; `index` counts from 0
 * @param finish returns the last outputs, from the last state, when the source completes; by default there are none
 * @category Flow operators
 */
export function mapAccum<A, S, B>(
  seed: () => S,
  step: (state: S, value: A, index: number) => readonly [state: S, outputs: readonly B[]],
  finish: (state: S) => readonly B[] = () => [],
): OperatorFunction<A, B> {
  return (source) =>
    defer(() => {
      let state = seed();
      return concat(
        source.pipe(
          concatMap((value, index) => {
            const [next, outputs] = step(state, value, index);
            state = next;
            return outputs;
          }),
        ),
        defer(() => finish(state)),
      );
    });
}
