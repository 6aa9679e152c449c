import { createHash } from 'node:crypto';
import { eachInTurns } from './each-in-turns.ts';
import { sizeOf } from './files.ts';

/** Returns a hash of the names and sizes of files, in order; a file that cannot be reached has the size −1. */
export async function fingerprint(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  await eachInTurns(paths, (path) => {
    // An image that cannot be reached is skipped, which must not end the run.
    hash.update(`${path}\0${sizeOf(path)}\n`);
  });
  return hash.digest('hex');
}
