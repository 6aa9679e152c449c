import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { defer, from, toArray } from 'rxjs';
import type { FileContents } from '../core/index.ts';
import { mapOrdered } from '../flow/index.ts';
import { toBadImage } from './images/bad-image.ts';
import { requireRaster } from './images/image-file.ts';
import { eachInTurns } from './support/each-in-turns.ts';
import { sizeOf } from './support/files.ts';

/** Files whose headers are read at once. */
const CONCURRENCY = 16;

/** Bytes that are read at once. */
const CHUNK = 2 ** 20;

/** The contents of files on this machine. Reads files of any size in pieces of 1 MiB. */
export const fileContents: FileContents = {
  faults: (paths) => from(paths).pipe(mapOrdered(faultOf, { concurrency: CONCURRENCY }), toArray()),
  sizes: (paths) => defer(() => eachOf(paths, sizeOf)),
  hashes: (paths, maxBytes = Infinity) =>
    defer(() => {
      const buffer = Buffer.alloc(CHUNK);
      return eachOf(paths, (path) => hashOf(path, maxBytes, buffer));
    }),
};

async function faultOf(path: string): Promise<string | null> {
  try {
    await requireRaster(path);
    return null;
  } catch (cause) {
    return toBadImage(cause).message;
  }
}

async function eachOf<A>(paths: readonly string[], valueOf: (path: string) => A): Promise<readonly A[]> {
  const values: A[] = [];
  await eachInTurns(paths, (path) => values.push(valueOf(path)));
  return values;
}

function hashOf(path: string, maxBytes: number, buffer: Buffer): string | null {
  try {
    // Opening a pipe would wait for a writer.
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const found = fstatSync(file);
      return found.isFile() ? hashOfPart(file, found.size, maxBytes, buffer) : null;
    } finally {
      closeSync(file);
    }
  } catch {
    return null;
  }
}

function hashOfPart(file: number, size: number, maxBytes: number, buffer: Buffer): string {
  const hash = createHash('sha256');
  const start = Math.max(0, Math.floor((size - maxBytes) / 2));
  const end = Math.min(size, start + maxBytes);
  for (let at = start; at < end;) {
    const count = readSync(file, buffer, 0, Math.min(buffer.length, end - at), at);
    if (count === 0) break;
    hash.update(buffer.subarray(0, count));
    at += count;
  }
  return hash.digest('hex');
}
