import fc from 'fast-check';
import sharp, { type Sharp } from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { jpegHeader } from '../../src/items/jpeg-header.ts';
import { jpegRequest } from '../../src/items/jpeg-request.ts';
import { resize } from '../../src/items/index.ts';
import { holds } from '../support/properties.ts';

const image = (channels: 3 | 4 = 3): Sharp =>
  sharp({ create: { width: 30, height: 20, channels, background: { r: 200, g: 90, b: 10, alpha: 1 } } });

const usual = {
  height: 20,
  width: 30,
  channels: 3,
  depth: 8,
  orientation: 1,
  isSrgb: true,
  isComplete: true,
};

let plain: Uint8Array;
beforeAll(async () => {
  plain = await image().jpeg().toBuffer();
});

/** Inserts an EXIF block with an orientation, in either byte order. */
function withExif(file: Uint8Array, orientation: number, little: boolean): Uint8Array {
  const tiff = new DataView(new ArrayBuffer(26));
  tiff.setUint16(0, little ? 0x4949 : 0x4d4d);
  tiff.setUint16(2, 42, little);
  tiff.setUint32(4, 8, little);
  tiff.setUint16(8, 1, little);
  tiff.setUint16(10, 0x0112, little);
  tiff.setUint16(12, 3, little);
  tiff.setUint32(14, 1, little);
  tiff.setUint16(18, orientation, little);
  const block = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), Buffer.from(tiff.buffer)]);
  const length = Buffer.from([0xff, 0xe1, 0, block.length + 2]);
  return Buffer.concat([file.subarray(0, 2), length, block, file.subarray(2)]);
}

describe('jpegHeader', () => {
  test('size, channels and completeness', async () => {
    expect(jpegHeader(plain)).toEqual(usual);
    expect(jpegHeader(await image().jpeg({ progressive: true }).toBuffer())).toEqual(usual);
    expect(jpegHeader(await image().toColourspace('b-w').jpeg().toBuffer())).toEqual({
      ...usual,
      channels: 1,
    });
    const cmyk = await image().toColourspace('cmyk').jpeg().toBuffer();
    expect(jpegHeader(cmyk)).toMatchObject({ channels: 4 });
    expect(jpegHeader(plain.subarray(0, plain.length - 9))).toEqual({ ...usual, isComplete: false });
  });

  test.each([
    [1, true],
    [6, true],
    [8, false],
  ])('orientation %i, little-endian %s', (orientation, little) => {
    expect(jpegHeader(withExif(plain, orientation, little))).toEqual({ ...usual, orientation });
  });

  test('a non-sRGB profile', async () => {
    const p3 = await image().withIccProfile('p3').jpeg().toBuffer();
    const srgb = await image().withIccProfile('srgb').jpeg().toBuffer();
    expect(jpegHeader(p3)).toEqual({ ...usual, isSrgb: false });
    expect(jpegHeader(srgb)).toEqual(usual);
  });

  test('skips fill bytes before a marker', () => {
    const filled = Buffer.concat([plain.subarray(0, 2), Buffer.from([0xff, 0xff]), plain.subarray(2)]);
    expect(jpegHeader(filled)).toEqual(usual);
  });

  test('returns null for other or truncated files', async () => {
    for (const bytes of [
      new Uint8Array(0),
      new TextEncoder().encode('a text file'),
      await image().png().toBuffer(),
      plain.subarray(0, 20),
      Uint8Array.of(0xff, 0xd8, 0xff, 0xda, 0, 4, 0, 0, 0, 0, 0, 0),
    ])
      expect(jpegHeader(bytes)).toBeNull();
  });

  test('never throws, whatever the bytes', () => {
    holds(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void jpegHeader(bytes)));
    holds(
      fc.property(fc.nat(plain.length - 1), fc.nat(255), fc.nat(plain.length), (at, value, length) => {
        const changed = Uint8Array.from(plain);
        changed[at] = value;
        jpegHeader(changed.subarray(0, length));
        jpegHeader(withExif(changed, value, at % 2 === 0).subarray(0, length));
      }),
      500,
    );
  });
});

describe('jpegRequest', () => {
  const box = { left: 0, top: 0, height: 20, width: 20 };
  const step = { box, padMode: 'zeros', resizeTo: { height: 8, width: 8 } } as const;

  test('accepts one box inside the image, or the full image', () => {
    expect(jpegRequest(plain, () => [step])).toEqual({
      bytes: plain,
      step,
      source: { height: 20, width: 30 },
    });
    const all = { left: 0, top: 0, height: 20, width: 30 };
    expect(jpegRequest(plain, () => [])?.step).toMatchObject({
      box: all,
      resizeTo: { height: 20, width: 30 },
    });
    expect(jpegRequest(plain, resize(8).steps)?.step.box).toEqual({ ...box, left: 5 });
  });

  test('returns null for other plans', () => {
    expect(jpegRequest(plain, () => [step, step])).toBeNull();
    expect(jpegRequest(plain, () => [{ ...step, box: { ...box, left: -1 } }])).toBeNull();
    expect(jpegRequest(plain, () => [{ ...step, box: { ...box, left: 11 } }])).toBeNull();
  });

  test('returns null for rotated, non-sRGB, CMYK, truncated, very large and non-JPEG files', async () => {
    const others = [
      withExif(plain, 3, true),
      await image().withIccProfile('p3').jpeg().toBuffer(),
      await image().toColourspace('cmyk').jpeg().toBuffer(),
      plain.subarray(0, plain.length - 2),
      await image().resize(2049, 2049, { fit: 'fill' }).jpeg().toBuffer(),
      await image().png().toBuffer(),
    ];
    expect(others.map((bytes) => jpegRequest(bytes, () => [step]))).toEqual(others.map(() => null));
  });
});

describe('a file of many scans is not for the engine, which would block JavaScript for minutes', () => {
  const plan = resize(9).steps;
  const scan = (file: Uint8Array): Buffer => {
    const bytes = Buffer.from(file);
    return bytes.subarray(bytes.lastIndexOf(Buffer.of(0xff, 0xda)), -2);
  };
  const withScans = (file: Uint8Array, more: number): Buffer =>
    Buffer.concat([
      file.subarray(0, -2),
      ...Array.from({ length: more }, () => scan(file)),
      file.subarray(-2),
    ]);

  test('at most 100 scans of a small image', async () => {
    const progressive = await image().jpeg({ progressive: true }).toBuffer();
    expect(jpegRequest(progressive, plan)).not.toBeNull();
    expect(jpegRequest(withScans(plain, 99), plan)).not.toBeNull();
    expect(jpegRequest(withScans(plain, 100), plan)).toBeNull();
    expect(jpegRequest(withScans(progressive, 5000), plan)).toBeNull();
  });

  test('fewer scans of a large one', () => {
    const large = Buffer.from(plain);
    const frame = large.indexOf(Buffer.of(0xff, 0xc0));
    // 2000 × 60,000: eight scans have less than 2^30 pixels.
    large.writeUInt16BE(2000, frame + 5);
    large.writeUInt16BE(60_000, frame + 7);
    expect(jpegRequest(withScans(large, 7), plan)).not.toBeNull();
    expect(jpegRequest(withScans(large, 8), plan)).toBeNull();
  });
});
