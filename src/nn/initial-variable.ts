import { integer, type Rng } from '../core/index.ts';
import { randomNormal, tf, Variable } from '../engine/index.ts';
import type { BufferSpec } from './specs/index.ts';

/** Returns a variable with the initial values of a parameter or buffer, owned by the caller. */
export function initialVariable({ name, shape, initial }: BufferSpec, rng: Rng): Variable {
  const values = tf.tidy(() => {
    if (initial.kind === 'constant') return tf.fill([...shape], initial.value);
    return tf.mul(randomNormal(shape, drawSeeds(rng.at('initial', name))), initial.deviation);
  });
  const variable = new Variable(values);
  values.dispose();
  return variable;
}

/** Draws two seeds for the engine's random numbers. */
export function drawSeeds(rng: Rng): readonly [number, number] {
  const draw = rng.draws();
  return [integer(draw, 2 ** 31), integer(draw, 2 ** 31)];
}
