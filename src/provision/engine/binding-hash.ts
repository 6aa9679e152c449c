import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bindingArguments, nativeArguments, type CompilerPaths } from './compiler-arguments.ts';

/** The sources of a binding. */
export interface BindingSources {
  /** Holds tfjs-node's C++ sources. */
  readonly bindingFolder: string;
  /** Holds Millrace's own C++ sources. */
  readonly nativeFolder: string;
  readonly isMac: boolean;
}

/**
 * Returns 8 hexadecimal digits that depend on the C++ sources and the compiler's arguments, but not on their folders.
 * Throws if a folder cannot be read.
 */
export function bindingHash({ bindingFolder, nativeFolder, isMac }: BindingSources): string {
  const hash = createHash('sha256');
  for (const folder of [bindingFolder, nativeFolder])
    for (const name of sourcesIn(folder, /\.(cc|h)$/)) {
      const text = readFileSync(join(folder, name));
      hash.update(`${name} ${text.length}\n`).update(text);
    }
  const paths = {
    ...{ packageFolder: 'package', nativeFolder: 'native', headers: 'headers', tensorflow: 'tensorflow' },
    ...{ ...nativeSourcesIn(nativeFolder), isMac },
  };
  hash.update(JSON.stringify([bindingArguments(paths, 'binding'), nativeArguments(paths, 'native')]));
  return hash.digest('hex').slice(0, 8);
}

/** Returns the names of Millrace's C++ files in a folder, in the same order on every machine. */
export function nativeSourcesIn(folder: string): Pick<CompilerPaths, 'nativeSources' | 'kernelSources'> {
  const isKernel = (name: string): boolean => name.endsWith('.kernel.cc');
  const sources = sourcesIn(folder, /\.cc$/);
  return {
    nativeSources: sources.filter((name) => !isKernel(name)),
    kernelSources: sources.filter(isKernel),
  };
}

const sourcesIn = (folder: string, pattern: RegExp): readonly string[] =>
  readdirSync(folder)
    .filter((name) => pattern.test(name))
    .sort();
