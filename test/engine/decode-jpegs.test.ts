import sharp, { type JpegOptions } from 'sharp';
import { describe, expect, test } from 'vitest';
import type { Box, ImageSize, Pixels } from '../../src/core/index.ts';
import { decodeJpegs, tf, type JpegRequest } from '../../src/engine/index.ts';
import { resample } from '../../src/io/images/resample.ts';
import { randomPixels } from '../io/images/random-pixels.ts';

interface Made {
  readonly bytes: Uint8Array;
  /** As sharp decodes them. */
  readonly pixels: Pixels;
}

/** An image of soft noise as a JPEG file. */
async function made(height: number, width: number, options: JpegOptions = {}, grey = false): Promise<Made> {
  const { data } = randomPixels(height, width, height + width);
  const image = sharp(data, { raw: { height, width, channels: 3 } }).blur(1.5);
  const bytes = await (grey ? image.greyscale() : image).jpeg({ quality: 90, ...options }).toBuffer();
  const decoded = await sharp(bytes).toColourspace('srgb').raw().toBuffer();
  return { bytes, pixels: { height, width, data: new Uint8Array(decoded) } };
}

const request = (bytes: Uint8Array, box: Box, resizeTo: ImageSize = box): JpegRequest => ({
  bytes,
  step: { box, padMode: 'zeros', resizeTo: { height: resizeTo.height, width: resizeTo.width } },
});

const whole = ({ height, width }: ImageSize): Box => ({ left: 0, top: 0, height, width });

const worst = (a: Pixels, b: Pixels): number =>
  a.data.reduce((most, value, i) => Math.max(most, Math.abs(value - (b.data[i] ?? NaN))), 0);

describe('decodeJpegs', () => {
  test.each([
    ['colour', {}, false],
    ['colour in full', { chromaSubsampling: '4:4:4' }, false],
    ['progressive', { progressive: true }, false],
    ['grey', {}, true],
  ])('%s: the pixels are those that sharp decodes', async (_, options, grey) => {
    const { bytes, pixels } = await made(33, 21, options, grey);
    const box = { left: 5, top: 2, height: 17, width: 11 };
    const [all, part] = decodeJpegs([request(bytes, whole(pixels)), request(bytes, box)]);
    expect(all).toEqual(pixels);
    const cut = await sharp(pixels.data, { raw: { height: 33, width: 21, channels: 3 } })
      .extract(box)
      .raw()
      .toBuffer();
    expect(part?.data).toEqual(new Uint8Array(cut));
  });

  test.each([
    ['reduced', 16, 12],
    ['enlarged', 90, 77],
    ['to an odd size, whose bytes are no multiple of four', 7, 5],
    ['reduced one way, enlarged the other', 80, 9],
  ])("%s: at most 1 away from Pillow's", async (_, height, width) => {
    const { bytes, pixels } = await made(60, 44);
    const box = { left: 3, top: 4, height: 50, width: 40 };
    const [resized] = decodeJpegs([request(bytes, box, { height, width })]);
    expect(resized).toMatchObject({ height, width });
    expect(worst(resized as Pixels, resample(pixels, box, { height, width }))).toBeLessThanOrEqual(1);
  });

  test('many at once, of several sizes, in order', async () => {
    const images = await Promise.all(Array.from({ length: 35 }, (_, i) => made(20 + i, 40 - i)));
    const before = tf.memory().numTensors;
    const all = decodeJpegs(images.map(({ bytes, pixels }) => request(bytes, whole(pixels))));
    expect(all).toEqual(images.map(({ pixels }) => pixels));
    expect(decodeJpegs([])).toEqual([]);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('what cannot be decoded is null, and the others are as they are alone', async () => {
    const { bytes, pixels } = await made(40, 40);
    const good = request(bytes, whole(pixels), { height: 16, width: 16 });
    const text = { ...good, bytes: new TextEncoder().encode('this is no image') };
    const cut = { ...good, bytes: bytes.subarray(0, bytes.length / 2) };
    const before = tf.memory().numTensors;
    const [alone] = decodeJpegs([good]);
    expect(decodeJpegs([text, good, cut, good])).toEqual([null, alone, null, alone]);
    expect(decodeJpegs([text])).toEqual([null]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
