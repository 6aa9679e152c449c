import sharp, { type JpegOptions } from 'sharp';
import { describe, expect, test } from 'vitest';
import { at, type Box, type ImageSize, type Pixels } from '../../src/core/index.ts';
import { decodeJpegs, tf, type DecodedJpeg, type JpegRequest } from '../../src/engine/index.ts';
import { BRANCHES, jpegGraph } from '../../src/engine/jpeg-graph.ts';
import { resample } from '../../src/core/pixels/index.ts';
import { damagedJpegs } from '../support/damaged-jpegs.ts';
import { randomPixels } from '../io/images/random-pixels.ts';

interface Jpeg {
  readonly bytes: Uint8Array;
  /** Decoded by sharp. */
  readonly pixels: Pixels;
}

/** Makes a JPEG file of blurred noise. */
async function makeJpeg(
  height: number,
  width: number,
  options: JpegOptions = {},
  grey = false,
): Promise<Jpeg> {
  const { data } = randomPixels(height, width, height + width);
  const image = sharp(data, { raw: { height, width, channels: 3 } }).blur(1.5);
  const bytes = await (grey ? image.greyscale() : image).jpeg({ quality: 90, ...options }).toBuffer();
  const decoded = await sharp(bytes).toColourspace('srgb').raw().toBuffer();
  return { bytes, pixels: { height, width, data: new Uint8Array(decoded) } };
}

const request = (
  { bytes, pixels }: Jpeg,
  box: Box = fullBox(pixels),
  resizeTo: ImageSize = box,
): JpegRequest => ({
  bytes,
  source: pixels,
  step: { box, padMode: 'zeros', resizeTo: { height: resizeTo.height, width: resizeTo.width } },
});

const fullBox = ({ height, width }: ImageSize): Box => ({ left: 0, top: 0, height, width });

const maxDifference = (a: Pixels, b: Pixels): number =>
  a.data.reduce((max, value, i) => Math.max(max, Math.abs(value - at(b.data, i))), 0);

test('every node of the graph runs on the CPU', () => {
  const { definition } = jpegGraph() as unknown as { readonly definition: Uint8Array };
  const text = Buffer.from(definition).toString('latin1');
  // The constants that all images share, and 18 nodes for each image.
  expect(text.match(/\/device:CPU:0/g)).toHaveLength(4 + BRANCHES * 18);
});

describe('decodeJpegs', () => {
  test.each([
    ['colour', {}, false],
    ['colour, not subsampled', { chromaSubsampling: '4:4:4' }, false],
    ['progressive', { progressive: true }, false],
    ['grey', {}, true],
  ])('%s: decodes the same pixels as sharp', async (_, options, grey) => {
    const jpeg = await makeJpeg(33, 21, options, grey);
    const { pixels } = jpeg;
    const box = { left: 5, top: 2, height: 17, width: 11 };
    const [all, part] = decodeJpegs([request(jpeg), request(jpeg, box)]);
    expect(all).toEqual({ pixels, isDamaged: false });
    const cut = await sharp(pixels.data, { raw: { height: 33, width: 21, channels: 3 } })
      .extract(box)
      .raw()
      .toBuffer();
    expect(part?.pixels.data).toEqual(new Uint8Array(cut));
  });

  test.each([
    ['reduced', 16, 12],
    ['enlarged', 90, 77],
    ['to a number of bytes that is not a multiple of four', 7, 5],
    ['reduced in one dimension, enlarged in the other', 80, 9],
  ])('%s: differs from Pillow by at most 1', async (_, height, width) => {
    const jpeg = await makeJpeg(60, 44);
    const box = { left: 3, top: 4, height: 50, width: 40 };
    const [resized] = decodeJpegs([request(jpeg, box, { height, width })]);
    expect(resized).toMatchObject({ pixels: { height, width } });
    const expected = resample(jpeg.pixels, box, { height, width });
    expect(maxDifference((resized as DecodedJpeg).pixels, expected)).toBeLessThanOrEqual(1);
  });

  test('decodes many files of several sizes in order', async () => {
    const images = await Promise.all(Array.from({ length: 35 }, (_, i) => makeJpeg(20 + i, 40 - i)));
    const before = tf.memory().numTensors;
    const all = decodeJpegs(images.map((image) => request(image)));
    expect(all).toEqual(images.map(({ pixels }) => ({ pixels, isDamaged: false })));
    expect(decodeJpegs([])).toEqual([]);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('finds the damaged files among others, and files that cannot be decoded', async () => {
    const images = await Promise.all(Array.from({ length: 20 }, (_, i) => makeJpeg(90 + i, 80)));
    const good = images.map((image) => request(image));
    const variants = Object.values(damagedJpegs(Buffer.from(at(images, 0).bytes)));
    const torn = variants.map((bytes) => ({ ...at(good, 0), bytes }));
    const cut = { ...at(good, 0), bytes: at(images, 0).bytes.subarray(0, 900) };
    const mixed = [...torn.slice(0, 2), ...good, cut, ...torn.slice(2)];
    const found = decodeJpegs(mixed).map((image) => image?.isDamaged ?? null);
    expect(found).toEqual([true, true, ...good.map(() => false), null, true, true, true]);
    // Alone, and when it is known.
    const alone = torn.flatMap((each) => decodeJpegs([each]));
    expect(decodeJpegs(torn.map((each) => ({ ...each, wasDamaged: true })))).toEqual(alone);
    expect(alone.every((image) => image?.isDamaged)).toBe(true);
    // A file that was repaired, and another one that is damaged since.
    const stale = [{ ...at(good, 1), wasDamaged: true }, at(good, 2)];
    expect(decodeJpegs(stale).map((image) => image?.isDamaged)).toEqual([false, false]);
    expect(decodeJpegs([...stale, at(torn, 0), at(torn, 1)]).map((image) => image?.isDamaged)).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  test('a file that cannot be decoded is null and does not affect the others', async () => {
    const good = request(await makeJpeg(40, 40), undefined, { height: 16, width: 16 });
    const text = { ...good, bytes: new TextEncoder().encode('not an image') };
    const cut = { ...good, bytes: good.bytes.subarray(0, good.bytes.length / 2) };
    const before = tf.memory().numTensors;
    const [alone] = decodeJpegs([good]);
    expect(decodeJpegs([text, good, cut, good])).toEqual([null, alone, null, alone]);
    expect(decodeJpegs([text])).toEqual([null]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
