import { createRequire } from 'node:module';
import { sharp } from '../images/sharp.ts';

/** A line of text as pixels, with alpha. */
export interface TextImage {
  readonly data: Buffer;
  readonly height: number;
  readonly width: number;
}

/** Comes with Millrace: a machine may have no fonts. Signs it lacks are taken from the machine's, if they are there. */
const fontFile = (): string =>
  createRequire(import.meta.url).resolve('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf');

/**
 * Draws a line of dark text on nothing. Its height and base line are the same for all texts without high accents; one
 * wider than `width` pixels is shortened, see {@link shortened}.
 */
export async function drawText(text: string, fontSize: number, width: number): Promise<TextImage> {
  const letters = Array.from(text.replace(/\p{Cc}/gu, ' '));
  const whole = await rendered(letters.join(''), fontSize);
  if (whole.width <= width) return whole;
  // The most letters that fit, by halving: `fits` do, `tooMany` do not.
  let best = await rendered('…', fontSize);
  for (let fits = 0, tooMany = letters.length; tooMany - fits > 1;) {
    const kept = Math.floor((fits + tooMany) / 2);
    const candidate = await rendered(shortened(letters, kept), fontSize);
    if (candidate.width > width) tooMany = kept;
    else [fits, best] = [kept, candidate];
  }
  return best;
}

/** Letters go where they are missed least: `German sh…nter`, `German sh… 0.71`. */
export function shortened(letters: readonly string[], kept: number): string {
  const head = Math.ceil((kept * 3) / 5);
  return `${letters.slice(0, head).join('')}…${letters.slice(letters.length - (kept - head)).join('')}`;
}

async function rendered(text: string, fontSize: number): Promise<TextImage> {
  // What is drawn is as high as its letters. Bars that are not seen, one on each side, make it as high as any.
  const bar = '<span alpha="1">|</span>';
  const markup = `${bar}<span foreground="#202020">${escaped(text)}</span>${bar}`;
  const { data, info } = await sharp({
    text: { text: markup, font: `Inter ${fontSize}px`, fontfile: fontFile(), rgba: true, wrap: 'none' },
  })
    .png()
    .toBuffer({ resolveWithObject: true });
  return { data, height: info.height, width: info.width };
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
