import type { OverlayOptions } from 'sharp';
import type { Drawing, PlacedImage, PlacedText } from '../../core/index.ts';
import { sharp } from '../images/sharp.ts';
import { drawText } from './draw-text.ts';

/** Renders a drawing to the bytes of a PNG file. */
export async function drawPng({ size, images, texts }: Drawing): Promise<Buffer> {
  const overlays = await Promise.all([...images.map(imageOverlay), ...texts.map(textOverlay)]);
  return sharp({ create: { ...size, channels: 3, background: 'white' } })
    .composite(overlays)
    .removeAlpha()
    .png()
    .toBuffer();
}

async function imageOverlay({ pixels, box }: PlacedImage): Promise<OverlayOptions> {
  const { data, height, width } = pixels;
  const input = await sharp(data, { raw: { height, width, channels: 3 } })
    .resize({ height: box.height, width: box.width, fit: 'fill', kernel: 'nearest' })
    .png()
    .toBuffer();
  return { input, left: box.left, top: box.top };
}

/** Places a text at the bottom of its box, centred. */
async function textOverlay({ text, box, fontSize }: PlacedText): Promise<OverlayOptions> {
  const { data, height, width } = await drawText(text, fontSize, box.width);
  const left = box.left + Math.floor((box.width - width) / 2);
  return { input: data, left, top: box.top + box.height - height };
}
