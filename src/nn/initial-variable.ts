import { integer, type Rng } from '../core/index.ts';
import { randomNormal, tf, Variable } from '../engine/index.ts';
import type { Initial } from './layers/index.ts';

/** A parameter or buffer of a network. */
export interface Weight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly initial: Initial;
}

/** Returns a variable with the initial values of a weight, owned by the caller. */
export function initialVariable({ name, shape, initial }: Weight, rng: Rng): Variable {
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
