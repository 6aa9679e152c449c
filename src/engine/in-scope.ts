import { tf } from './tf.ts';

/** Runs work whose result holds no tensors; every tensor that it creates is disposed at the end. See also `tf.tidy`. */
export function inScope<T>(work: () => T): T {
  const engine = tf.engine();
  engine.startScope();
  try {
    return work();
  } finally {
    engine.endScope();
  }
}
