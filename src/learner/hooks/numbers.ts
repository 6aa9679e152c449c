import { badData, MillraceError, type StateArray, type StateDict } from '../../core/index.ts';
import type { HookMemory } from '../../nn/index.ts';

/** Float32 numbers that together hold a float64. */
const PARTS = 3;

/** Numbers that a hook keeps, by name: `state.memory.of(name, () => new Numbers({ best: Infinity }))`. */
export class Numbers<Name extends string> implements HookMemory {
  values: Readonly<Record<Name, number>>;

  constructor(initial: Readonly<Record<Name, number>>) {
    this.values = initial;
  }

  save(): StateDict {
    return numberArrays(this.values);
  }

  restore(arrays: StateDict): void {
    const names = Object.keys(this.values) as Name[];
    requireOnly(arrays, names);
    this.values = Object.fromEntries(
      names.map((name) => [name, numberIn(arrays, name)]),
    ) as typeof this.values;
  }

  [Symbol.dispose](): void {
    // Numbers only.
  }
}

/** Returns numbers as arrays of a snapshot, without rounding: float64 numbers become three float32 each. */
export const numberArrays = (values: Readonly<Record<string, number>>): StateDict =>
  new Map(
    Object.entries(values).map(([name, value]): [string, StateArray] => [
      name,
      { shape: [PARTS], data: Float32Array.from(partsOf(value)) },
    ]),
  );

/** Returns a number of {@link numberArrays}. Throws BadData if there is none of this name. */
export function numberIn(arrays: StateDict, name: string): number {
  const parts = arrays.get(name)?.data;
  if (parts?.length === PARTS) return parts.reduce((sum, part) => sum + part, 0);
  throw notSaved(name, parts === undefined ? 'nothing' : `${parts.length} values`);
}

/** Returns a number of {@link numberArrays}. Throws BadData unless it is an integer from `min`. */
export function countIn(arrays: StateDict, name: string, min = 0): number {
  const count = numberIn(arrays, name);
  if (Number.isSafeInteger(count) && count >= min) return count;
  throw notSaved(`${name}, an integer from ${min}`, String(count));
}

/** Returns the error for the state of another hook, or one that was changed. */
export const notSaved = (expected: string, received: string): MillraceError =>
  new MillraceError(
    badData('state of a hook', expected, received, 'Use the hooks that the state was saved with.'),
  );

/** Throws BadData if there are others than the arrays of these names. */
export function requireOnly(arrays: StateDict, names: readonly string[]): void {
  const other = [...arrays.keys()].find((name) => !names.includes(name));
  if (other !== undefined) throw notSaved(names.join(', '), other);
}

/** Splits a float64 into three float32 with exactly this sum: a rounded best value could pass for an improvement. */
function partsOf(value: number): readonly number[] {
  const high = Math.fround(value);
  if (!Number.isFinite(high)) return [high, 0, 0];
  const middle = Math.fround(value - high);
  return [high, middle, value - high - middle];
}
