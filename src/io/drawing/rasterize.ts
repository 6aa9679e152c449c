import { createRequire } from 'node:module';
import { defer, type Observable } from 'rxjs';
import { sharp } from '../images/sharp.ts';

/** Pixels per unit of the drawing, for high-density screens. */
const SCALE = 2;

/** The fonts of drawings, bundled with Millrace: a machine may have none. */
const FONTS = ['400Regular/Inter_400Regular.ttf', '600SemiBold/Inter_600SemiBold.ttf'] as const;

/**
 * Renders an SVG drawing to the bytes of a PNG file at twice its size, on white. Text in `Inter` looks the same on every
 * machine; characters missing from it use the machine's fonts. Errors if the text is not an SVG drawing.
 */
export const rasterize = (svg: string): Observable<Uint8Array> =>
  defer(async () => {
    await (loaded ??= loadFonts());
    return sharp(Buffer.from(svg), { density: 72 * SCALE })
      .flatten({ background: 'white' })
      .png({ palette: false, compressionLevel: 9 })
      .toBuffer();
  });

let loaded: Promise<unknown> | null = null;

/** Renders a text in each font: SVG cannot name a font file, but a file used once is known to the whole process. */
const loadFonts = (): Promise<unknown> =>
  Promise.all(
    FONTS.map((font) => {
      const fontfile = createRequire(import.meta.url).resolve(`@expo-google-fonts/inter/${font}`);
      return sharp({ text: { text: 'a', font: 'Inter 12px', fontfile } })
        .png()
        .toBuffer();
    }),
  );
