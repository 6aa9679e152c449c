import type { ImageSize } from '../core/index.ts';

/** The properties of a JPEG file that its header declares. */
export interface JpegHeader extends ImageSize {
  /** 1 for grey, 3 for colour, 4 for CMYK. */
  readonly channels: number;
  /** Bits per channel: 8, except in medical and scientific images. */
  readonly depth: number;
  /** The EXIF orientation: 1 is upright, 2 to 8 are rotated or mirrored. */
  readonly orientation: number;
  /** Whether colours are sRGB: no embedded profile says otherwise. */
  readonly isSrgb: boolean;
  /** Whether the file ends with an end-of-image marker; a truncated file does not. */
  readonly isComplete: boolean;
}

const [SOI, EOI, SOS, APP1, APP2] = [0xd8, 0xd9, 0xda, 0xe1, 0xe2];

/** Whether a marker starts a frame of Huffman-coded blocks: baseline, extended or progressive (ITU-T T.81, table B.1). */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xc2;

/** Reads the header of a JPEG file (ITU-T T.81, annex B). Returns null for other files, and for rare kinds of JPEG. */
export function jpegHeader(file: Uint8Array): JpegHeader | null {
  if (file[0] !== 0xff || file[1] !== SOI) return null;
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  let [orientation, isSrgb] = [1, true];
  let offset = 2;
  while (offset + 9 < file.length && file[offset] === 0xff) {
    const marker = view.getUint8(offset + 1);
    if (marker === 0xff) {
      offset++; // a fill byte
      continue;
    }
    const content = file.subarray(offset + 4, offset + 2 + view.getUint16(offset + 2));
    if (isFrame(marker))
      return {
        depth: view.getUint8(offset + 4),
        height: view.getUint16(offset + 5),
        width: view.getUint16(offset + 7),
        channels: view.getUint8(offset + 9),
        orientation,
        isSrgb,
        isComplete: file.at(-2) === 0xff && file.at(-1) === EOI,
      };
    if (marker === SOS) return null;
    if (marker === APP1 && startsWith(content, 'Exif\0\0')) orientation = orientationOf(content.subarray(6));
    if (marker === APP2 && startsWith(content, 'ICC_PROFILE\0')) isSrgb &&= isSrgbProfile(content);
    offset += 2 + view.getUint16(offset + 2);
  }
  return null;
}

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** Looks for `sRGB` in the profile's description, which newer profiles store with two bytes per character. */
const isSrgbProfile = (profile: Uint8Array): boolean => latin1(profile).replaceAll('\0', '').includes('sRGB');

const startsWith = (bytes: Uint8Array, word: string): boolean =>
  latin1(bytes.subarray(0, word.length)) === word;

const ORIENTATION = 0x0112;

/** Returns the orientation in the first directory of an EXIF block (a small TIFF file); 1 if absent. */
function orientationOf(exif: Uint8Array): number {
  const view = new DataView(exif.buffer, exif.byteOffset, exif.length);
  const little = exif[0] === 0x49;
  try {
    const directory = view.getUint32(4, little);
    const entries = view.getUint16(directory, little);
    for (let i = 0; i < entries; i++) {
      const entry = directory + 2 + 12 * i;
      if (view.getUint16(entry, little) === ORIENTATION) return view.getUint16(entry + 8, little);
    }
  } catch {
    // A truncated block: decoders ignore it.
  }
  return 1;
}
