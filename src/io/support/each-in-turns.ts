/** Values between two turns of the event loop. */
const CHUNK = 500;

/** Calls a function that blocks for microseconds with each value; now and then, the event loop turns. */
export async function eachInTurns<A>(values: readonly A[], act: (value: A) => void): Promise<void> {
  for (const [i, value] of values.entries()) {
    act(value);
    if (i % CHUNK === CHUNK - 1) await new Promise<void>((resolve) => setImmediate(resolve));
  }
}
