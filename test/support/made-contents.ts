import { defer, of } from 'rxjs';
import type { FileContents } from '../../src/core/index.ts';

/** Contents of files, and which of them were read. */
export interface MadeContents extends FileContents {
  /** The paths whose first bytes were read, and those that were hashed, with the number of bytes. */
  readonly sniffed: string[];
  readonly hashed: (readonly [path: string, maxBytes: number])[];
}

/**
 * Makes the contents of files: by default each is an image of its own size. A text that begins with `!` is the reason why
 * a file is no image; a file with the text `null` cannot be read.
 */
export function madeContents(
  textOf: (path: string) => string | null | undefined = () => undefined,
): MadeContents {
  const sniffed: string[] = [];
  const hashed: (readonly [string, number])[] = [];
  const own = new Map<string, number>();
  const sizeOf = (path: string): number => {
    const text = textOf(path);
    if (text === null) return -1;
    if (text !== undefined) return text.length;
    return own.get(path) ?? own.set(path, 1000 + own.size).get(path)!;
  };
  return {
    sniffed,
    hashed,
    faults: (paths) =>
      defer(() => {
        sniffed.push(...paths);
        return of(
          paths.map((path) => {
            const text = textOf(path);
            return text?.startsWith('!') === true ? text.slice(1) : null;
          }),
        );
      }),
    sizes: (paths) => defer(() => of(paths.map(sizeOf))),
    hashes: (paths, maxBytes = Infinity) =>
      defer(() => {
        hashed.push(...paths.map((path) => [path, maxBytes] as const));
        return of(
          paths.map((path) => {
            const text = textOf(path);
            if (text === null) return null;
            if (text === undefined) return path;
            const start = Math.max(0, Math.floor((text.length - maxBytes) / 2));
            return text.slice(start, start + Math.min(maxBytes, text.length));
          }),
        );
      }),
  };
}
