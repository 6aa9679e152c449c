import type { Tensor } from '@tensorflow/tfjs-core';
import { tf } from './tf.ts';

let shared: Map<number, Tensor> | null = null;

/** Runs work during which {@link withScalars} creates one scalar per number; all are disposed at the end. */
export function sharingScalars<T>(work: () => T): T {
  const outer = shared;
  const scalars = new Map<number, Tensor>();
  shared = scalars;
  try {
    return work();
  } finally {
    shared = outer;
    tf.dispose([...scalars.values()]);
  }
}

/** Calls `use` with numbers as scalar tensors, borrowed during the call. */
export function withScalars<T>(values: readonly number[], use: (scalars: readonly Tensor[]) => T): T {
  if (shared === null) return sharingScalars(() => withScalars(values, use));
  const known = shared;
  const scalars = values.map((value) => {
    // Kept, because a `tf.tidy` inside the work would dispose it.
    const scalar = known.get(value) ?? tf.keep(tf.scalar(value, 'float32'));
    known.set(value, scalar);
    return scalar;
  });
  return use(scalars);
}
