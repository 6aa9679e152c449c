import type { Pipeline } from '../src/index.ts';

/** Of more options those that a pipeline has: what its run folder shows. */
export const optionsOf = <O extends object>({ defaults }: Pipeline<O>, options: O): O =>
  Object.fromEntries(Object.entries(options).filter(([name]) => name in defaults)) as O;
