import { createRequire } from 'node:module';
import { defer, type Observable } from 'rxjs';
import { sharp } from '../images/sharp.ts';

/** Pixels of an image for each of a drawing: screens have two. */
const SCALE = 2;

/** The faces that drawings are written in: Millrace brings them, for a machine may have no fonts. */
const FACES = ['400Regular/Inter_400Regular.ttf', '600SemiBold/Inter_600SemiBold.ttf'] as const;

/**
 * A drawing in SVG as the bytes of a PNG file on white, twice as large. Text in `Inter` looks the same on every
 * machine; signs that it lacks are taken from the machine's fonts. Errors where it is no SVG.
 */
export const rasterized = (svg: string): Observable<Uint8Array> =>
  defer(async () => {
    await (loaded ??= loadFaces());
    return sharp(Buffer.from(svg), { density: 72 * SCALE })
      .flatten({ background: 'white' })
      .png({ palette: false, compressionLevel: 9 })
      .toBuffer();
  });

let loaded: Promise<unknown> | null = null;

/** SVG cannot name a font's file. But a file that was written with once is known to the whole process. */
const loadFaces = (): Promise<unknown> =>
  Promise.all(
    FACES.map((face) => {
      const fontfile = createRequire(import.meta.url).resolve(`@expo-google-fonts/inter/${face}`);
      return sharp({ text: { text: 'a', font: 'Inter 12px', fontfile } })
        .png()
        .toBuffer();
    }),
  );
