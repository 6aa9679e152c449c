/** A program that a test runs to read its file descriptor 2: decodes a damaged JPEG file, then a broken one. */
import sharp from 'sharp';
import { countJpegWarnings } from '../../src/engine/count-jpeg-warnings.ts';
import { decodeJpegs, type JpegRequest } from '../../src/engine/index.ts';
import { withStrayBytes } from './damaged-jpegs.ts';

const size = { height: 20, width: 30 };
const jpeg = await sharp({ create: { ...size, channels: 3, background: '#a05010' } })
  .jpeg()
  .toBuffer();
const request = (bytes: Uint8Array): JpegRequest => ({
  bytes,
  source: size,
  step: { box: { left: 0, top: 0, ...size }, padMode: 'zeros', resizeTo: size },
});

// More codes of one bit than there can be.
const tables = jpeg.indexOf(Buffer.of(0xff, 0xc4));
const broken = Buffer.from(jpeg).fill(0xff, tables + 5, tables + 21);

for (const bytes of [jpeg, withStrayBytes(jpeg), broken]) {
  const { result, warnings } = countJpegWarnings(() => decodeJpegs([request(bytes)]));
  const [image] = result;
  console.log(image === null ? 'none' : `damaged ${String(image?.isDamaged)}`, warnings);
}
