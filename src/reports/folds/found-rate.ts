import type { LrFound, RunStarted } from '../../core/index.ts';

/** Returns a run whose configuration has the rate that a search found, if it left the rate open. */
export const withFoundRate = (run: RunStarted, { valley }: LrFound): RunStarted =>
  run.config['lr'] === 'auto' && valley !== null ? { ...run, config: { ...run.config, lr: valley } } : run;
