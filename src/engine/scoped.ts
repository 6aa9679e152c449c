import { tf } from './tf.ts';

/** `tf.tidy` for work whose result holds no tensors: all that it made are freed in the end. */
export function scoped<T>(work: () => T): T {
  const engine = tf.engine();
  engine.startScope();
  try {
    return work();
  } finally {
    engine.endScope();
  }
}
