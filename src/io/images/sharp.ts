import { createRequire } from 'node:module';
import type { default as SharpModule, Sharp, SharpInput, SharpOptions } from 'sharp';

let loaded: typeof SharpModule | undefined;

/** Loads sharp; many images decode in parallel, each on one thread. Its cache is off: a file is read once per epoch. */
function load(): typeof SharpModule {
  if (loaded !== undefined) return loaded;
  loaded = createRequire(import.meta.url)('sharp') as typeof SharpModule;
  loaded.concurrency(1);
  loaded.cache(false);
  return loaded;
}

/**
 * sharp, loaded at its first call: the terminal process does not use it, and must run on machines for which sharp has
 * no build. Its number of threads and its cache are settings of the whole process.
 */
export const sharp = ((...args: Parameters<typeof SharpModule>) => load()(...args)) as Call;

interface Call {
  (options?: SharpOptions): Sharp;
  (input?: SharpInput | SharpInput[], options?: SharpOptions): Sharp;
}
