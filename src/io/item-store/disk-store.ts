import { catchError, concatMap, defer, EMPTY, ignoreElements, of, shareReplay, tap } from 'rxjs';
import type { FoundPixels, ItemStore } from '../../core/index.ts';
import { messageOf } from '../support/index.ts';
import { fileStamp } from './known-sources.ts';
import { OpenStore } from './open-store.ts';
import { StoreFaults } from './store-faults.ts';

/** Settings of {@link diskStore}. */
export interface DiskStoreConfig {
  /** Created on first use. */
  readonly folder: string;
  /** The maximum total size of the pixels in bytes. New images use at most half of the free space. */
  readonly maxBytes: number;
}

/**
 * Returns a store of images on the disk, for this run and later ones: one file of pixels per process that stored
 * images. Several processes may share the folder. Opening the store removes, of the files that no running process owns,
 * those without an index and the oldest ones beyond `maxBytes`. A damaged image is not found; storing the image again
 * replaces it where it is, so that damage does not make the folder grow.
 */
export function diskStore({ folder, maxBytes }: DiskStoreConfig): ItemStore {
  const faults = new StoreFaults(folder);
  // An error is not replayed: the next image tries again.
  const opened$ = defer(() => OpenStore.open(folder, maxBytes, faults)).pipe(
    tap({
      next: () => (faults.unusable = null),
      error: (cause: unknown) => (faults.unusable = messageOf(cause)),
    }),
    shareReplay({ bufferSize: 1, refCount: false }),
  );
  return {
    find: (path, plan) =>
      fileStamp(path).pipe(
        concatMap((stamp) =>
          opened$.pipe(
            concatMap((store) => store.find(stamp, plan)),
            catchError(() => of<FoundPixels>({ stamp, pixels: null })),
          ),
        ),
      ),
    keep: (stamp, made) =>
      opened$.pipe(
        concatMap((store) => store.keep(stamp, made)),
        ignoreElements(),
        catchError(() => EMPTY),
      ),
    faults$: defer(() => faults.take()),
  };
}
