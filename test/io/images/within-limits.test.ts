import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { BadImage } from '../../../src/io/images/bad-image.ts';
import { decodingMemory } from '../../../src/io/images/decoding-memory.ts';
import { webpSize } from '../../../src/io/images/webp-size.ts';
import { withinLimits, type ImageWork } from '../../../src/io/images/within-limits.ts';
import { marbles } from '../../support/marbles.ts';
import { only } from '../../support/only.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** The first bytes of a WebP file that declares a size. */
function webpHead(height: number, width: number): Buffer {
  const head = Buffer.alloc(30);
  head.write('RIFF', 0, 'latin1');
  head.write('WEBPVP8X', 8, 'latin1');
  head.writeUIntLE(width - 1, 24, 3);
  head.writeUIntLE(height - 1, 27, 3);
  return head;
}

/** Does the same work on several images at once; returns how much of it ran at the same time. */
async function mostAtOnce(images: readonly Uint8Array[]): Promise<number> {
  let [running, most] = [0, 0];
  const work: ImageWork<void> = async () => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, 20));
    running--;
  };
  await Promise.all(images.map((image) => only(withinLimits(image, work))));
  return most;
}

const copies = (count: number, image: Uint8Array): readonly Uint8Array[] =>
  Array.from({ length: count }, () => image);

describe('memory', () => {
  test('large images share 2 GB; small ones do not wait', async () => {
    // 100 million pixels of 19 bytes; 50 million; 20 million.
    expect(await mostAtOnce(copies(3, webpHead(10_000, 10_000)))).toBe(1);
    expect(await mostAtOnce(copies(5, webpHead(5000, 10_000)))).toBe(2);
    expect(await mostAtOnce(copies(9, webpHead(2000, 10_000)))).toBe(5);
    expect(await mostAtOnce(copies(9, webpHead(2048, 2048)))).toBe(9);
    expect(await mostAtOnce([webpHead(10_000, 10_000), ...copies(9, webpHead(20, 20))])).toBe(10);
  });

  test('an image that needs more is refused', async () => {
    await expect(mostAtOnce([webpHead(12_000, 12_000)])).rejects.toThrow(
      /^12000 × 12000 pixels, which take 2\.7 GB to decode; at most 2\.0 GB$/,
    );
    await expect(mostAtOnce([webpHead(16_383, 16_383)])).rejects.toThrow(/at most 178,956,970 pixels$/);
    const size = { height: 13_000, width: 13_000 };
    expect(() => decodingMemory({ format: 'avif', ...size, sampleBits: 8 })).toThrow('3.5 GB');
    expect(() => decodingMemory({ format: 'png', ...size, sampleBits: 16 })).toThrow('2.7 GB');
    expect(decodingMemory({ format: 'png', ...size, sampleBits: 8 })).toBe(1_352_000_000);
  });

  test('the size of a large image of another format is read from its header', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'large.png');
    const background = { r: 1, g: 2, b: 3 };
    writeFileSync(
      path,
      await sharp({ create: { height: 2049, width: 2048, channels: 3, background } })
        .png()
        .toBuffer(),
    );
    const seen: boolean[] = [];
    const work: ImageWork<number> = async ({ open, isLarge }) => {
      seen.push(isLarge);
      return (await open({}).raw().toBuffer()).length;
    };
    expect(await only(withinLimits(path, work))).toBe(2049 * 2048 * 3);
    expect(seen).toEqual([false, true]);
  });
});

test.each([
  ['lossy', { lossless: false }, 3],
  ['lossless', { lossless: true }, 3],
  ['with transparency', { lossless: false }, 4],
] as const)('webpSize: %s', async (_, options, channels) => {
  const data = Buffer.alloc(37 * 61 * channels, 90);
  const bytes = await sharp(data, { raw: { height: 37, width: 61, channels } })
    .webp(options)
    .toBuffer();
  expect(webpSize(bytes)).toEqual({ height: 37, width: 61 });
  expect(webpSize(bytes.subarray(0, 29))).toBeNull();
  expect(webpSize(Buffer.alloc(40))).toBeNull();
});

test('a decoder that hangs is abandoned after two minutes', () => {
  marbles().run(({ expectObservable }) => {
    const hanging: ImageWork<never> = () => new Promise(() => undefined);
    expectObservable(withinLimits(webpHead(9, 9), hanging)).toBe(
      '121s #',
      undefined,
      new BadImage('takes more than 120 seconds to decode'),
    );
  });
});
