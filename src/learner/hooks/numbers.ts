import { valueAt, type StateArray, type StateDict } from '../../core/index.ts';
import type { HookMemory } from '../../nn/index.ts';

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
      { shape: [3], data: Float32Array.from(partsOf(value)) },
    ]),
  );

/** Returns a number of {@link numberArrays}. */
export const numberIn = (arrays: StateDict, name: string): number =>
  valueAt(arrays, name).data.reduce((sum, part) => sum + part, 0);

/** Splits a float64 into three float32 with exactly this sum: a rounded best value could pass for an improvement. */
function partsOf(value: number): readonly number[] {
  const high = Math.fround(value);
  if (!Number.isFinite(high)) return [high, 0, 0];
  const middle = Math.fround(value - high);
  return [high, middle, value - high - middle];
}
