import type { ReadBytes } from '../image-file.ts';

/** The tags of the first image of a TIFF file that determine its colours, with TIFF's defaults. */
export interface TiffTags {
  /** Of the first channel. */
  readonly bitsPerSample: number;
  /** 1: unsigned integers, 2: signed integers, 3: floating-point numbers. */
  readonly sampleFormat: number;
  readonly compression: number;
  /** 0: white is zero, 1: black is zero, 2: RGB, 6: YCbCr. */
  readonly photometric: number;
}

const TAGS = { bitsPerSample: 258, compression: 259, photometric: 262, sampleFormat: 339 } as const;

/** Directories of real images have fewer entries. */
const MAX_ENTRIES = 4096;

/** Bytes per value of the types that these tags may have: unsigned integers of 8, 16, 32 and 64 bits. */
const TYPE_BYTES: Readonly<Record<number, 1 | 2 | 4 | 8>> = { 1: 1, 3: 2, 4: 4, 16: 8 };

/** Reads the tags of a TIFF or BigTIFF file (TIFF 6.0, 1992); null if the directory is not found. */
export async function tiffTags(read: ReadBytes): Promise<TiffTags | null> {
  const head = await read(0, 16);
  if (head.length < 16) return null;
  const isLittle = head[0] === 0x49;
  const numbers = (bytes: Uint8Array): Numbers => numbersOf(bytes, isLittle);
  const isBig = numbers(head).at(2, 2) === 43;
  const [countBytes, entryBytes, wordBytes] = isBig ? ([8, 20, 8] as const) : ([2, 12, 4] as const);
  const directory = numbers(head).at(isBig ? 8 : 4, wordBytes);
  if (!Number.isSafeInteger(directory)) return null;
  const counted = await read(directory, countBytes);
  if (counted.length < countBytes) return null;
  const count = Math.min(MAX_ENTRIES, numbers(counted).at(0, countBytes));
  const bytes = await read(directory + countBytes, count * entryBytes);
  const entries = numbers(bytes);
  const values = new Map<number, number>();
  for (let at = 0; at + entryBytes <= bytes.length; at += entryBytes) {
    const tag = entries.at(at, 2);
    const size = TYPE_BYTES[entries.at(at + 2, 2)];
    if (size === undefined || !Object.values<number>(TAGS).includes(tag)) continue;
    const total = size * entries.at(at + 4, wordBytes);
    const valueAt = at + 4 + wordBytes;
    if (total <= wordBytes) values.set(tag, entries.at(valueAt, size));
    else {
      const elsewhere = await read(entries.at(valueAt, wordBytes), size);
      if (elsewhere.length === size) values.set(tag, numbers(elsewhere).at(0, size));
    }
  }
  return {
    bitsPerSample: values.get(TAGS.bitsPerSample) ?? 1,
    sampleFormat: values.get(TAGS.sampleFormat) ?? 1,
    compression: values.get(TAGS.compression) ?? 1,
    photometric: values.get(TAGS.photometric) ?? 1,
  };
}

/** Reads unsigned integers. */
interface Numbers {
  readonly at: (position: number, bytes: 1 | 2 | 4 | 8) => number;
}

function numbersOf({ buffer, byteOffset, length }: Uint8Array, isLittle: boolean): Numbers {
  const view = new DataView(buffer, byteOffset, length);
  return {
    at: (position, bytes) => {
      switch (bytes) {
        case 1:
          return view.getUint8(position);
        case 2:
          return view.getUint16(position, isLittle);
        case 4:
          return view.getUint32(position, isLittle);
        case 8:
          return Number(view.getBigUint64(position, isLittle));
      }
    },
  };
}
