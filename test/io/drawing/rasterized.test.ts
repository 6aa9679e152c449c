import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { rasterized } from '../../../src/io/index.ts';
import { only } from '../../support/only.ts';

const svg = (content: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="30" viewBox="0 0 60 30">${content}</svg>`;

async function read(text: string) {
  const png = await only(rasterized(text));
  const { format, width, height, hasAlpha } = await sharp(png).metadata();
  const data = await sharp(png).removeAlpha().raw().toBuffer();
  const reds = Array.from({ length: width * height }, (_, i) => data[3 * i] ?? 255);
  return { format, width, height, hasAlpha, reds, ink: reds.filter((red) => red < 128).length };
}

describe('rasterized', () => {
  test('a PNG on white, twice as large', async () => {
    const { reds, ...image } = await read(svg('<rect x="0" y="0" width="30" height="30" fill="#000"/>'));
    expect(image).toMatchObject({ format: 'png', width: 120, height: 60, hasAlpha: false, ink: 3600 });
    expect(reds[119]).toBe(255);
  });

  test('text has ink, and more where it is bold', async () => {
    const text = (weight: number): string =>
      svg(`<text x="2" y="22" font-family="Inter" font-size="20" font-weight="${weight}">Golf</text>`);
    const [plain, bold] = [await read(text(400)), await read(text(600))];
    expect(plain.ink).toBeGreaterThan(300);
    expect(bold.ink).toBeGreaterThan(1.1 * plain.ink);
  });

  test('the font is the one that comes with Millrace', async () => {
    const text = (family: string): string =>
      svg(`<text x="2" y="22" font-family="${family}" font-size="20">Rag</text>`);
    // A machine may have no other fonts at all: then Inter is what any name comes to.
    const [inter, other] = [await read(text('Inter')), await read(text('Inter, nothing'))];
    expect(inter.reds).toEqual(other.reds);
  });

  test('an image inside a drawing is drawn', async () => {
    const jpeg = await sharp({ create: { width: 4, height: 4, channels: 3, background: '#000' } })
      .jpeg()
      .toBuffer();
    const url = `data:image/jpeg;base64,${jpeg.toString('base64')}`;
    expect((await read(svg(`<image href="${url}" width="30" height="30"/>`))).ink).toBeGreaterThan(3000);
  });

  test('what is no SVG is an error', async () => {
    await expect(only(rasterized('<svg'))).rejects.toThrow();
  });
});
