import { mkdir, open, writeFile, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline, type Readable } from 'node:stream';
import { createInflateRaw, inflateRawSync } from 'node:zlib';

/** What to unpack, and where to: an entry `tensorflow/a/b` becomes `a/b` in the folder. */
export interface Unzip {
  readonly archive: string;
  readonly folder: string;
  readonly keep: RegExp;
}

interface Entry {
  readonly name: string;
  readonly deflated: boolean;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
  readonly executable: boolean;
}

const SMALL = 1 << 20;

/**
 * Unpacks the files of a zip archive whose paths match and yields the bytes written so far. Written for wheels: no
 * encryption, nothing over 4 GB. The archive is trusted: its hash was compared before.
 */
export async function* unzip({ archive, folder, keep }: Unzip): AsyncGenerator<number> {
  const file = await open(archive, 'r');
  let written = 0;
  try {
    for (const entry of await entriesOf(file)) {
      if (!keep.test(entry.name) || entry.name.endsWith('/')) continue;
      const path = join(folder, ...entry.name.split('/').slice(1));
      await mkdir(dirname(path), { recursive: true });
      const before = written;
      for await (const bytes of extract(file, entry, path)) {
        written += bytes;
        yield written;
      }
      if (written - before !== entry.size) throw new Error(`${entry.name} of ${archive} is damaged`);
    }
  } finally {
    await file.close();
  }
}

async function* extract(file: FileHandle, entry: Entry, path: string): AsyncGenerator<number> {
  const header = await read(file, entry.offset, 30);
  const start = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  const mode = entry.executable ? 0o755 : 0o644;
  if (entry.packed <= SMALL) {
    const packed = await read(file, start, entry.packed);
    const data = entry.deflated ? inflateRawSync(packed) : packed;
    await writeFile(path, data, { mode });
    yield data.length;
    return;
  }
  const out = await open(path, 'w', mode);
  try {
    for await (const chunk of contents(file, entry, start)) {
      await out.writeFile(chunk as Buffer);
      yield (chunk as Buffer).length;
    }
  } finally {
    await out.close();
  }
}

function contents(file: FileHandle, { deflated, packed }: Entry, start: number): Readable {
  const raw = file.createReadStream({
    start,
    end: start + packed - 1,
    autoClose: false,
    highWaterMark: SMALL,
  });
  // A failing read destroys the other end with its error, which the loop that reads it throws.
  return deflated ? pipeline(raw, createInflateRaw({ chunkSize: SMALL }), () => undefined) : raw;
}

/** The central directory (PKWARE APPNOTE 4.3.12), found through the record at the archive's end (4.3.16). */
async function entriesOf(file: FileHandle): Promise<readonly Entry[]> {
  const { size } = await file.stat();
  const tail = await read(file, Math.max(0, size - 65_557), Math.min(size, 65_557));
  const end = tail.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0) throw new Error('not a zip archive');
  const directory = await read(file, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
  const entries: Entry[] = [];
  for (let at = 0; at + 46 <= directory.length;) {
    const nameLength = directory.readUInt16LE(at + 28);
    entries.push({
      name: directory.toString('utf8', at + 46, at + 46 + nameLength),
      deflated: directory.readUInt16LE(at + 10) === 8,
      packed: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
      executable: (directory.readUInt16LE(at + 40) & 0o100) !== 0,
    });
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

async function read(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead !== length) throw new Error('the archive ends too early');
  return buffer;
}
