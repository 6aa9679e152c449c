import { createRequire } from 'node:module';
import type { default as Sharp } from 'sharp';

let loaded: typeof Sharp | undefined;

/** Images are decoded side by side: one thread each. A file is read once per epoch, which no cache outlasts. */
function load(): typeof Sharp {
  if (loaded !== undefined) return loaded;
  loaded = createRequire(import.meta.url)('sharp') as typeof Sharp;
  loaded.concurrency(1);
  loaded.cache(false);
  return loaded;
}

/** sharp, loaded when it is first called: the terminal's process does without, also where sharp has no build. */
export const sharp: typeof Sharp = new Proxy((() => undefined) as unknown as typeof Sharp, {
  apply: (_, self, args: Parameters<typeof Sharp>) => Reflect.apply(load(), self, args) as unknown,
});
