import { concat, concatMap, defer, type OperatorFunction } from 'rxjs';

/**
 * Maps each value to a new state and a list of outputs, and emits the outputs in order.
 *
 * Use it if outputs depend on earlier values: a header before the first row, progress at intervals, a summary at the
 * end. Unlike `scan`, it does not emit its state.
 *
 * ```text
 * source      -a---b-c---|        step outputs [h, a] for a, [] for b, [c] for c
 * output      -(ha)--c---(s|)     finish outputs [s], the number of values
 * ```
 *
 * Each subscription has its own state. The outputs of a value are emitted before the step of the next value, even if a
 * consumer makes the source emit during a delivery; no other values are buffered.
 *
 * Errors if `seed`, `step` or `finish` throws. After an error of the source, `finish` is not called.
 *
 * @param seed returns the first state; called once per subscription
 * @param step returns the next state and the outputs of a value; `index` counts from 0
 * @param finish returns the last outputs, from the last state, when the source completes; none by default
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
