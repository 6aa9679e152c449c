import { fileURLToPath } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import { isClone, moduleExtension } from '../../core/index.ts';

/** Returns the path of a Millrace module to run as a program. `name` has no extension and is relative to `importer`. */
export const ownModule = (name: string, importer: string): string =>
  fileURLToPath(new URL(name + moduleExtension, importer));

/** Returns the arguments with which Node.js loads such a module; in a clone of the repository it is TypeScript. */
export const loaderArguments = (): readonly string[] =>
  isClone ? ['--import', new URL('./tsx.js', import.meta.url).href] : [];

/** Starts a Millrace module as a thread; `name` and `importer` as in {@link ownModule}. */
export function ownWorker(name: string, importer: string, options: WorkerOptions): Worker {
  const { href } = new URL(name + moduleExtension, importer);
  if (!isClone) return new Worker(new URL(href), options);
  // Node.js 20 ignores --import in threads.
  const [loader, program] = [new URL('./tsx.js', import.meta.url).href, href].map((url) =>
    JSON.stringify(url),
  );
  return new Worker(`import(${loader}).then(() => import(${program}))`, { ...options, eval: true });
}
