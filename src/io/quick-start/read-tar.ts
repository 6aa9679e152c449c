import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';

const BLOCK = 512;

/** The file that is being passed. */
interface Entry {
  readonly name: string;
  readonly kept: boolean;
  readonly size: number;
  /** With the zeros that fill its last block. */
  readonly padded: number;
}

/**
 * The wanted regular files of a gzipped tar archive, by name; everything else in it is passed over, so that no name in
 * the archive ever becomes a path. Throws where one is missing, or the archive is damaged.
 *
 * @param most bytes that a wanted file may have; a longer one is an error
 */
export async function readTar(
  archive: string,
  wanted: readonly string[],
  most: number,
): Promise<ReadonlyMap<string, Buffer>> {
  const found = new Map<string, Buffer>();
  const source = createReadStream(archive);
  const unzipped = createGunzip();
  source.on('error', (error) => unzipped.destroy(error)).pipe(unzipped);
  let rest = Buffer.alloc(0);
  let entry: Entry | null = null;
  let parts: Buffer[] = [];
  let read = 0;
  try {
    for await (const chunk of unzipped as AsyncIterable<Buffer>) {
      rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
      for (;;) {
        if (entry === null) {
          if (rest.length < BLOCK) break;
          entry = entryOf(rest.subarray(0, BLOCK), wanted, most);
          rest = rest.subarray(BLOCK);
          parts = [];
          read = 0;
          if (entry === null) continue;
        }
        const part = rest.subarray(0, entry.padded - read);
        rest = rest.subarray(part.length);
        if (entry.kept) parts.push(part);
        read += part.length;
        if (read < entry.padded) break;
        if (entry.kept) found.set(entry.name, Buffer.concat(parts).subarray(0, entry.size));
        entry = null;
      }
    }
  } finally {
    source.destroy();
  }
  const missing = wanted.filter((name) => !found.has(name));
  if (missing.length > 0) throw new Error(`the archive has no ${missing.join(', ')}`);
  return found;
}

/** Null for the blocks of zeros at the end. */
function entryOf(header: Buffer, wanted: readonly string[], most: number): Entry | null {
  const name = textOf(header, 0, 100);
  if (name === '') return null;
  const size = Number.parseInt(textOf(header, 124, 12), 8);
  if (!Number.isSafeInteger(size) || size < 0) throw new Error(`${name} in the archive has no size`);
  const regular = header[156] === 0 || header[156] === '0'.charCodeAt(0);
  const kept = regular && wanted.includes(name);
  if (kept && size > most) throw new Error(`${name} has ${size} bytes, more than ${most}`);
  return { name, kept, size, padded: Math.ceil(size / BLOCK) * BLOCK };
}

const textOf = (header: Buffer, start: number, length: number): string =>
  header
    .toString('latin1', start, start + length)
    .split('\0')[0]
    ?.trim() ?? '';
