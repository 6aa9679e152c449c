import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';

const BLOCK = 512;

/**
 * The wanted regular files of a gzipped tar archive, by name; everything else in it is passed over, so that no name in
 * the archive ever becomes a path.
 *
 * @param most bytes that a wanted file may have; a longer one is an error
 */
export async function readTar(
  archive: string,
  wanted: readonly string[],
  most: number,
): Promise<ReadonlyMap<string, Buffer>> {
  const found = new Map<string, Buffer>();
  let rest: Buffer = Buffer.alloc(0);
  let file: {
    readonly name: string;
    readonly padded: number;
    readonly size: number;
    parts: Buffer[];
    read: number;
  } | null = null;
  for await (const chunk of createReadStream(archive).pipe(createGunzip())) {
    rest = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer]);
    for (;;) {
      if (file === null) {
        if (rest.length < BLOCK) break;
        const header = rest.subarray(0, BLOCK);
        rest = rest.subarray(BLOCK);
        const name = textOf(header, 0, 100);
        if (name === '') continue;
        const size = Number.parseInt(textOf(header, 124, 12), 8);
        const regular = [0, 48].includes(header[156] ?? 0);
        if (!Number.isFinite(size)) throw new Error(`${name} has no size`);
        const keep = regular && wanted.includes(name);
        if (keep && size > most) throw new Error(`${name} has ${size} bytes, more than ${most}`);
        file = { name: keep ? name : '', size, padded: Math.ceil(size / BLOCK) * BLOCK, parts: [], read: 0 };
      }
      const part = rest.subarray(0, file.padded - file.read);
      rest = rest.subarray(part.length);
      if (file.name !== '') file.parts.push(part);
      file.read += part.length;
      if (file.read < file.padded) break;
      if (file.name !== '') found.set(file.name, Buffer.concat(file.parts).subarray(0, file.size));
      file = null;
    }
  }
  const missing = wanted.filter((name) => !found.has(name));
  if (missing.length > 0) throw new Error(`it has no ${missing.join(', ')}`);
  return found;
}

const textOf = (header: Buffer, start: number, length: number): string =>
  header
    .toString('latin1', start, start + length)
    .split('\0')[0]
    ?.trim() ?? '';
