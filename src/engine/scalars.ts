import type { Tensor } from '@tensorflow/tfjs-core';
import { tf } from './tf.ts';

let shared: Map<number, Tensor> | null = null;

/** Runs the work, in which {@link withScalars} makes a scalar of each number once; all are freed in the end. */
export function sharingScalars<T>(work: () => T): T {
  const outer = shared;
  const mine = new Map<number, Tensor>();
  shared = mine;
  try {
    return work();
  } finally {
    shared = outer;
    tf.dispose([...mine.values()]);
  }
}

/** Numbers as scalar tensors, borrowed for the time of the call. */
export function withScalars<T>(values: readonly number[], use: (scalars: readonly Tensor[]) => T): T {
  if (shared === null) return sharingScalars(() => withScalars(values, use));
  const known = shared;
  const scalars = values.map((value) => {
    // Kept: a `tf.tidy` that ends before the work would free it.
    const scalar = known.get(value) ?? tf.keep(tf.scalar(value, 'float32'));
    known.set(value, scalar);
    return scalar;
  });
  return use(scalars);
}
