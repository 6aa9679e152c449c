import { fileURLToPath } from 'node:url';
import { isClone, moduleExtension } from '../../core/index.ts';

/** Returns the path of a Millrace module to run as a program. `name` has no extension and is relative to `importer`. */
export const ownModule = (name: string, importer: string): string =>
  fileURLToPath(new URL(name + moduleExtension, importer));

/** Returns the arguments with which Node.js loads such a module; in a clone of the repository it is TypeScript. */
export const loaderArguments = (): readonly string[] =>
  isClone ? ['--import', new URL('./tsx.js', import.meta.url).href] : [];
