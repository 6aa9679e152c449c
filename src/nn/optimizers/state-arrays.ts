import { badData, MillraceError, type StateArray, type StateDict } from '../../core/index.ts';
import { tf, Variable } from '../../engine/index.ts';

/** The values of a variable, copied out of the engine. */
export function copyOut(variable: Variable): StateArray {
  const value = variable.read();
  const data = Float32Array.from(value.dataSync());
  value.dispose();
  return { shape: variable.shape, data };
}

/** A new variable with the values of an array of the given shape, or with zeros; owned by the caller. */
export function createVariable(shape: readonly number[], data?: Float32Array): Variable {
  const value = data === undefined ? tf.zeros([...shape]) : tf.tensor(data, [...shape], 'float32');
  const variable = new Variable(value);
  value.dispose();
  return variable;
}

/** A count as an array. */
export const countArray = (count: number): StateArray => ({ shape: [], data: Float32Array.of(count) });

/** The array of a name and a shape; errors with BadData where there is none. */
export function arrayOf(state: StateDict, name: string, shape: readonly number[]): Float32Array {
  const found = state.get(name);
  if (found?.shape.join() === shape.join()) return found.data;
  return refuse(`${name} of shape [${shape.join()}]`, found ? `shape [${found.shape.join()}]` : 'none');
}

/** Errors with BadData: the state of an optimizer does not fit. */
export function refuse(expected: string, received: string): never {
  throw new MillraceError(
    badData(
      'optimizer state',
      expected,
      received,
      'Go on with the optimizer and the architecture that the state was saved from.',
    ),
  );
}
