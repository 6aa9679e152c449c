import { fileURLToPath } from 'node:url';
import { isClone, moduleExtension } from '../../core/index.ts';

/** The path of a module of Millrace's that is started, not imported: named without its extension, relative to an importer. */
export const ownModule = (name: string, importer: string): string =>
  fileURLToPath(new URL(name + moduleExtension, importer));

/** The arguments of Node before the path of such a module: in a clone it is TypeScript. */
export const loaderArguments = (): readonly string[] =>
  isClone ? ['--import', new URL('./tsx.js', import.meta.url).href] : [];
