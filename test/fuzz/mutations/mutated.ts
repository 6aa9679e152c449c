import { integer, type Draw } from '../../../src/core/index.ts';

/** An input after mutations, and their names, for messages. */
export interface Mutated<A> {
  readonly value: A;
  readonly how: string;
}

/** Changes an input at random. */
export type Mutation<A> = (value: A, draw: Draw) => A;

/** Returns an element at random. Takes one draw. */
export const pick = <A>(draw: Draw, choices: readonly A[]): A => choices[integer(draw, choices.length)]!;

/** The maximum number of mutations of one input. */
const MAX_MUTATIONS = 4;

/** Applies one mutation to an input or, more rarely, up to four. */
export function mutated<A>(
  value: A,
  mutations: Readonly<Record<string, Mutation<A>>>,
  draw: Draw,
): Mutated<A> {
  const names = Object.keys(mutations);
  const count = 1 + Math.floor(MAX_MUTATIONS * draw() ** 3);
  const chosen = Array.from({ length: count }, () => pick(draw, names));
  return {
    value: chosen.reduce((changed, name) => mutations[name]!(changed, draw), value),
    how: chosen.join(', '),
  };
}
