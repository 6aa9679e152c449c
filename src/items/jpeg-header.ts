import type { ImageSize } from '../core/index.ts';

/** What a JPEG file says about itself before its pixels. */
export interface JpegHeader extends ImageSize {
  /** 1 grey, 3 colour, 4 CMYK. */
  readonly channels: number;
  /** Bits a channel; 8, where it is not a scan of a medical or scientific device. */
  readonly depth: number;
  /** EXIF: 1 is upright, 2 to 8 are turned or mirrored. */
  readonly orientation: number;
  /** Whether colours are meant otherwise than sRGB: an embedded profile says so. */
  readonly profiled: boolean;
  /** Whether the file ends as it has to: one that was cut off does not. */
  readonly whole: boolean;
}

const [SOI, EOI, SOS, APP1, APP2] = [0xd8, 0xd9, 0xda, 0xe1, 0xe2];

/** Start of a frame of Huffman-coded blocks: baseline, extended or progressive (ITU-T T.81, table B.1). */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xc2;

/** Reads the header of a JPEG file (ITU-T T.81, annex B); null where it is none, or of a kind that is hardly found. */
export function jpegHeader(file: Uint8Array): JpegHeader | null {
  if (file[0] !== 0xff || file[1] !== SOI) return null;
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  let [orientation, profiled] = [1, false];
  let at = 2;
  while (at + 9 < file.length && file[at] === 0xff) {
    const marker = file[at + 1] ?? 0;
    if (marker === 0xff) {
      at++; // a fill byte
      continue;
    }
    const content = file.subarray(at + 4, at + 2 + view.getUint16(at + 2));
    if (isFrame(marker))
      return {
        depth: view.getUint8(at + 4),
        height: view.getUint16(at + 5),
        width: view.getUint16(at + 7),
        channels: view.getUint8(at + 9),
        orientation,
        profiled,
        whole: file.at(-2) === 0xff && file.at(-1) === EOI,
      };
    if (marker === SOS) return null;
    if (marker === APP1 && begins(content, 'Exif\0\0')) orientation = orientationOf(content.subarray(6));
    if (marker === APP2 && begins(content, 'ICC_PROFILE\0')) profiled ||= !isSrgb(content);
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** By the profile's description, which newer ones have in two bytes a letter. */
const isSrgb = (profile: Uint8Array): boolean => latin1(profile).replaceAll('\0', '').includes('sRGB');

const begins = (bytes: Uint8Array, word: string): boolean => latin1(bytes.subarray(0, word.length)) === word;

const ORIENTATION = 0x0112;

/** The orientation of the first directory of an EXIF block (a small TIFF file); 1 where it names none. */
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
    // Cut off: as a decoder sees it, nothing was said.
  }
  return 1;
}
