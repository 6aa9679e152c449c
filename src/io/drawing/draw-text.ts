import { createRequire } from 'node:module';
import { sharp } from '../images/sharp.ts';

/** A line of text as an encoded image with alpha, and its size in pixels. */
export interface TextImage {
  readonly data: Buffer;
  readonly height: number;
  readonly width: number;
}

/** Bundled with Millrace: a machine may have no fonts. Characters missing from it use the machine's fonts, if any. */
const fontFile = (): string =>
  createRequire(import.meta.url).resolve('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf');

/**
 * Draws a line of dark text on a transparent background. Its height and baseline are the same for all texts without high
 * accents. A text wider than `width` pixels is shortened by {@link shorten}.
 */
export async function drawText(text: string, fontSize: number, width: number): Promise<TextImage> {
  const letters = Array.from(text.replace(/\p{Cc}/gu, ' '));
  const complete = await render(letters.join(''), fontSize);
  if (complete.width <= width) return complete;
  // Bisects the number of letters to keep: `fits` of them fit, `tooMany` do not.
  let best = await render('…', fontSize);
  for (let fits = 0, tooMany = letters.length; tooMany - fits > 1;) {
    const kept = Math.floor((fits + tooMany) / 2);
    const candidate = await render(shorten(letters, kept), fontSize);
    if (candidate.width > width) tooMany = kept;
    else [fits, best] = [kept, candidate];
  }
  return best;
}

/** Drops letters from the middle, which matters least: `German sh…nter`, `German sh… 0.71`. */
export function shorten(letters: readonly string[], kept: number): string {
  const head = Math.ceil((kept * 3) / 5);
  return `${letters.slice(0, head).join('')}…${letters.slice(letters.length - (kept - head)).join('')}`;
}

async function render(text: string, fontSize: number): Promise<TextImage> {
  // The image is as high as its letters: an invisible bar on each side makes all texts equally high.
  const bar = '<span alpha="1">|</span>';
  const markup = `${bar}<span foreground="#202020">${escape(text)}</span>${bar}`;
  const { data, info } = await sharp({
    text: { text: markup, font: `Inter ${fontSize}px`, fontfile: fontFile(), rgba: true, wrap: 'none' },
  })
    .png()
    .toBuffer({ resolveWithObject: true });
  return { data, height: info.height, width: info.width };
}

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
