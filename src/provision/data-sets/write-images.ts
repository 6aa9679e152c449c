import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { concat, concatMap, defer, from, map, mergeMap, of, range, scan, type Observable } from 'rxjs';
import { placeFolder } from '../fetching/place-folder.ts';
import { sharp } from '../../io/images/index.ts';
import { readTar } from './read-tar.ts';
import type { QuickStartProgress } from './quick-start-progress.ts';

/** CIFAR-10's classes in the order of its labels. */
const CLASSES = [
  'airplane',
  'automobile',
  'bird',
  'cat',
  'deer',
  'dog',
  'frog',
  'horse',
  'ship',
  'truck',
] as const;
const SIDE = 32;
/** Images on a sheet. */
export const MAX_IMAGES = 10_000;
const MAX_BYTES = 2 ** 26;
const EVERY = 250;

/** How many images of each part are written. */
export interface PartSizes {
  readonly train: number;
  readonly valid: number;
}

/**
 * Cuts the first images out of CIFAR-10's sheets, an image a row, and writes each as a PNG into the folder of its
 * class; the folder appears when all are there.
 */
export const writeImages = (
  tarball: string,
  fraction: PartSizes,
  workspace: string,
  folder: string,
): Observable<QuickStartProgress> => {
  const total = fraction.train + fraction.valid;
  const built = join(workspace, 'images');
  const wanted = ['data_batch_1.png', 'test_batch.png', 'train_lables.json', 'test_lables.json'];
  return readTar(
    tarball,
    wanted.map((name) => `package/${name}`),
    MAX_BYTES,
  ).pipe(
    concatMap((files) => {
      const file = (name: string): Buffer => files.get(`package/${name}`) ?? Buffer.alloc(0);
      const part = (name: string, sheet: string, labels: string, count: number): Observable<void> =>
        writeSheet(file(sheet), JSON.parse(file(labels).toString()) as number[], count, join(built, name));
      return concat(
        concat(
          part('train', 'data_batch_1.png', 'train_lables.json', fraction.train),
          part('valid', 'test_batch.png', 'test_lables.json', fraction.valid),
        ).pipe(
          scan((count) => count + 1, 0),
          concatMap((count) =>
            count % EVERY === 0 || count === total
              ? of<QuickStartProgress>({ _tag: 'WritingImages', count, total })
              : [],
          ),
        ),
        defer(() => placeFolder({ built, folder, workspace, isWhole: existsSync })).pipe(
          map((): QuickStartProgress => ({ _tag: 'ImagesReady', folder })),
        ),
      );
    }),
  );
};

/** A notification a written image. */
const writeSheet = (
  sheet: Buffer,
  labels: readonly number[],
  count: number,
  folder: string,
): Observable<void> =>
  defer(async () => {
    for (const name of CLASSES) await mkdir(join(folder, name), { recursive: true });
    return sharp(sheet).removeAlpha().toColourspace('srgb').raw().toBuffer();
  }).pipe(
    concatMap((pixels) =>
      range(0, count).pipe(
        mergeMap((i) => {
          const bytes = SIDE * SIDE * 3;
          const raw = { width: SIDE, height: SIDE, channels: 3 } as const;
          const image = sharp(pixels.subarray(i * bytes, (i + 1) * bytes), { raw }).png({
            compressionLevel: 3,
          });
          const name = CLASSES[labels[i] ?? -1];
          if (name === undefined) throw new Error(`image ${i} of the archive has no class`);
          const path = join(folder, name, `${String(i).padStart(5, '0')}.png`);
          return from(image.toBuffer().then((png) => writeFile(path, png)));
        }, 8),
      ),
    ),
  );
