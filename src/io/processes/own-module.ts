import { fileURLToPath } from 'node:url';
import { isClone, moduleExtension } from '../../core/index.ts';

/** Returns the path of a Millrace module that runs as a program: `name` has no extension and is relative to `importer`. */
export const ownModule = (name: string, importer: string): string =>
  fileURLToPath(new URL(name + moduleExtension, importer));

/** Returns the arguments of Node that load such a module: in a clone it is TypeScript. */
export const loaderArguments = (): readonly string[] =>
  isClone ? ['--import', new URL('./tsx.js', import.meta.url).href] : [];
