import { badData, MillraceError, type StateArray, type StateDict } from '../../core/index.ts';
import { tf, Variable } from '../../engine/index.ts';

/** Returns a copy of a variable's values. */
export const copyOut = (variable: Variable): StateArray => ({
  shape: variable.shape,
  data: variable.values(),
});

/** Returns a new variable of the given shape with these values, or with zeros; owned by the caller. */
export function createVariable(shape: readonly number[], data?: Float32Array): Variable {
  const value = data === undefined ? tf.zeros([...shape]) : tf.tensor(data, [...shape], 'float32');
  const variable = new Variable(value);
  value.dispose();
  return variable;
}

/** Returns a count as an array without dimensions. */
export const countArray = (count: number): StateArray => ({ shape: [], data: Float32Array.of(count) });

/** Returns the array of a name. Throws BadData if it is missing or has a different shape. */
export function requireArray(state: StateDict, name: string, shape: readonly number[]): Float32Array {
  const found = state.get(name);
  if (found?.shape.join() === shape.join()) return found.data;
  return rejectState(
    `${name} of shape [${shape.join()}]`,
    found ? `shape [${found.shape.join()}]` : 'nothing',
  );
}

/** Returns a count of {@link countArray}. Throws BadData unless it is a positive integer. */
export function requireCount(state: StateDict, name: string): number {
  const [count = NaN] = requireArray(state, name, []);
  return Number.isSafeInteger(count) && count > 0
    ? count
    : rejectState(`${name}, a positive integer`, String(count));
}

/** Throws BadData: the state belongs to a different optimizer or architecture. */
export function rejectState(expected: string, received: string): never {
  throw new MillraceError(
    badData(
      'optimizer state',
      expected,
      received,
      'Use the optimizer and the architecture that the state was saved with.',
    ),
  );
}
