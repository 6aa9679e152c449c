import { COMPILED } from './command-line.ts';
import { compileSources } from './compiled-sources.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Compiles the sources once for all tests of whole commands. */
export default async function setup(): Promise<() => void> {
  const folder = temporaryFolder();
  await compileSources(folder.path);
  process.env[COMPILED] = folder.path;
  return () => folder[Symbol.dispose]();
}
