import type { Pipeline } from '../src/index.ts';

/** Returns the options that a pipeline has: those its run folder records. */
export const optionsOf = <O extends object>({ defaults }: Pipeline<O>, options: O): O =>
  Object.fromEntries(Object.entries(options).filter(([name]) => name in defaults)) as O;
