import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { at } from '../../../src/core/index.ts';
import { rasterize } from '../../../src/io/index.ts';
import { only } from '../../support/only.ts';

const svg = (content: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="30" viewBox="0 0 60 30">${content}</svg>`;

async function read(text: string) {
  const png = await only(rasterize(text));
  const { format, width, height, hasAlpha } = await sharp(png).metadata();
  const data = await sharp(png).removeAlpha().raw().toBuffer();
  const reds = Array.from({ length: width * height }, (_, i) => at(data, 3 * i));
  return { format, width, height, hasAlpha, reds, ink: reds.filter((red) => red < 128).length };
}

describe('rasterize', () => {
  test('emits a PNG of twice the size, on white', async () => {
    const { reds, ...image } = await read(svg('<rect x="0" y="0" width="30" height="30" fill="#000"/>'));
    expect(image).toMatchObject({ format: 'png', width: 120, height: 60, hasAlpha: false, ink: 3600 });
    expect(reds[119]).toBe(255);
  });

  test('bold text has more ink than regular text', async () => {
    const text = (weight: number): string =>
      svg(`<text x="2" y="22" font-family="Inter" font-size="20" font-weight="${weight}">Golf</text>`);
    const [plain, bold] = [await read(text(400)), await read(text(600))];
    expect(plain.ink).toBeGreaterThan(300);
    expect(bold.ink).toBeGreaterThan(1.1 * plain.ink);
  });

  test('uses the font that comes with Millrace', async () => {
    const text = (family: string): string =>
      svg(`<text x="2" y="22" font-family="${family}" font-size="20">Rag</text>`);
    // On a machine without other fonts any name would select Inter.
    const [inter, other] = [await read(text('Inter')), await read(text('Inter, nothing'))];
    expect(inter.reds).toEqual(other.reds);
  });

  test('draws an image inside a drawing', async () => {
    const jpeg = await sharp({ create: { width: 4, height: 4, channels: 3, background: '#000' } })
      .jpeg()
      .toBuffer();
    const url = `data:image/jpeg;base64,${jpeg.toString('base64')}`;
    expect((await read(svg(`<image href="${url}" width="30" height="30"/>`))).ink).toBeGreaterThan(3000);
  });

  test('errors if the text is not SVG', async () => {
    await expect(only(rasterize('<svg'))).rejects.toThrow();
  });
});
