import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  catchError,
  concatMap,
  defer,
  EMPTY,
  from,
  ignoreElements,
  of,
  shareReplay,
  type Observable,
} from 'rxjs';
import type { FileStamp, FoundPixels, ItemStore, MadePixels, ResizePlan } from '../../core/index.ts';
import { freeBytes } from '../support/files.ts';
import { fileStamp, itemKey, KnownSources } from './known-sources.ts';
import { Segment, type Entry } from './segment.ts';

/** Settings of {@link diskStore}. */
export interface DiskStoreConfig {
  /** Created on first use. */
  readonly folder: string;
  /** The maximum total size of the pixels in bytes. New images use at most half of the free space. */
  readonly maxBytes: number;
}

/**
 * Returns a store of images on the disk, for this run and later ones: one file of pixels per process that stored
 * images. Several processes may share the folder. Opening the store removes the oldest files beyond `maxBytes`.
 */
export function diskStore(config: DiskStoreConfig): ItemStore {
  const opened$ = defer(() => openStore(config)).pipe(shareReplay({ bufferSize: 1, refCount: false }));
  return {
    find: (path, plan) =>
      fileStamp(path).pipe(
        concatMap((stamp) =>
          opened$.pipe(
            concatMap((store): Promise<FoundPixels> => store.find(stamp, plan)),
            catchError(() => of<FoundPixels>({ stamp, pixels: null })),
          ),
        ),
      ),
    keep: (stamp, made): Observable<never> =>
      opened$.pipe(
        concatMap((store) => from(store.keep(stamp, made))),
        ignoreElements(),
        catchError(() => EMPTY),
      ),
  };
}

async function openStore(config: DiskStoreConfig): Promise<OpenStore> {
  await mkdir(config.folder, { recursive: true });
  const segments = await trimSegments(config);
  const room = Math.min(
    config.maxBytes - segments.reduce((sum, { bytes }) => sum + bytes, 0),
    (await freeBytes(config.folder)) / 2,
  );
  const store = new OpenStore(new Segment(join(config.folder, randomUUID())), room);
  for (const { segment } of segments)
    for (const entry of await segment.readEntries()) store.add(segment, entry);
  return store;
}

/** Returns the segments of a folder, newest first, after removing those beyond the limit. */
async function trimSegments({
  folder,
  maxBytes,
}: DiskStoreConfig): Promise<readonly { readonly segment: Segment; readonly bytes: number }[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.pixels'));
  const found = await Promise.all(
    names.map(async (name) => {
      const { size, mtimeMs } = await stat(join(folder, name));
      return {
        segment: new Segment(join(folder, name.slice(0, -'.pixels'.length))),
        bytes: size,
        at: mtimeMs,
      };
    }),
  );
  let total = 0;
  const kept = [];
  for (const each of found.sort((a, b) => b.at - a.at)) {
    total += each.bytes;
    if (total <= maxBytes) kept.push(each);
    else {
      await rm(each.segment.indexFile, { force: true });
      await rm(each.segment.pixelsFile, { force: true });
    }
  }
  return kept;
}

class OpenStore {
  private readonly own: Segment;
  private readonly sources = new KnownSources();
  private readonly entries = new Map<string, { readonly segment: Segment; readonly entry: Entry }>();
  private readonly room: number;
  /** The end of this process's segment, including writes in progress. */
  private end = 0;

  constructor(own: Segment, room: number) {
    this.own = own;
    this.room = room;
  }

  add(segment: Segment, entry: Entry): void {
    this.sources.add(entry.stamp, entry.source);
    this.entries.set(itemKey(entry.stamp, entry.steps), { segment, entry });
  }

  async find(stamp: FileStamp | null, plan: ResizePlan): Promise<FoundPixels> {
    const key = stamp === null ? null : this.sources.keyOf(stamp, plan);
    const found = key === null ? undefined : this.entries.get(key);
    if (key === null || found === undefined) return { stamp, pixels: null };
    const pixels = await found.segment.read(found.entry);
    if (pixels === null) this.entries.delete(key);
    return { stamp, pixels };
  }

  async keep(stamp: FileStamp, made: MadePixels): Promise<void> {
    const { byteLength } = made.pixels.data;
    if (this.end + byteLength > this.room || this.entries.has(itemKey(stamp, made.steps))) return;
    const at = this.end;
    this.end += byteLength;
    this.add(this.own, await this.own.write(stamp, made, at));
  }
}
