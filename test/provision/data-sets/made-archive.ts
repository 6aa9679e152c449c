import { createHash } from 'node:crypto';
import { createRng } from '../../../src/core/index.ts';
import type { Archive } from '../../../src/provision/data-sets/index.ts';
import { fileEntry, folderEntry, tgz, type TarEntry } from '../fetching/made-tgz.ts';

/** Returns bytes that cannot be compressed, like photographs. */
export function noise(bytes: number, seed = 1): Buffer {
  const draw = createRng(seed).draws();
  return Buffer.from(Uint8Array.from({ length: bytes }, () => 256 * draw()));
}

/** Returns the entries of an archive like Imagenette's: three images, about 300 kB. */
export const images = (): readonly TarEntry[] => [
  folderEntry('made2/'),
  folderEntry('made2/train/'),
  fileEntry('made2/train/cat/1.jpg', noise(150_000, 1)),
  fileEntry('made2/train/dog/2.jpg', noise(100_000, 2)),
  folderEntry('made2/val/'),
  fileEntry('made2/val/cat/3.jpg', noise(50_000, 3)),
  fileEntry('made2/noisy.csv', 'path,label\n'),
];

/** A test archive and its pin. */
export interface MadeArchive {
  readonly bytes: Buffer;
  readonly archive: Archive;
}

export function madeArchive(entries = images(), change: Partial<Archive> = {}): MadeArchive {
  const bytes = tgz(entries);
  const archive: Archive = {
    name: 'made',
    file: 'made2.tgz',
    mirrorVariable: 'MADE_URL',
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    root: 'made2',
    entries: 10,
    unpackedBytes: 300_000,
    ...change,
  };
  return { bytes, archive };
}
