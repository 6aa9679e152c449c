import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { at } from '../../src/core/index.ts';

/** Inverts a byte of a file, by default the second; the size and the modification time stay. */
export function flipByte(file: string, position = 1): void {
  const { atime, mtime } = statSync(file);
  const bytes = readFileSync(file);
  bytes[position] = 255 - at(bytes, position);
  writeFileSync(file, bytes);
  utimesSync(file, atime, mtime);
}
