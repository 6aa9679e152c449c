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
import { freeBytes } from '../support/free-bytes.ts';
import { fileStamp } from './file-stamp.ts';
import { itemKey, KnownSources } from './known-sources.ts';
import { Segment, type Entry } from './segment.ts';

/** Where and how much is kept. */
export interface DiskStoreConfig {
  /** Made when something is kept. */
  readonly folder: string;
  /** Bytes of pixels at most, and never more than half of what is free. */
  readonly most: number;
}

/**
 * Images on a disk, for this run and for later ones: one file of pixels for each process that kept some, read by
 * position. Several processes may share the folder. When it is opened with more than `most` in it, the oldest files go.
 */
export function diskStore(config: DiskStoreConfig): ItemStore {
  const opened$ = defer(() => openedStore(config)).pipe(shareReplay({ bufferSize: 1, refCount: false }));
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

async function openedStore(config: DiskStoreConfig): Promise<OpenedStore> {
  await mkdir(config.folder, { recursive: true });
  const segments = await withinBound(config);
  const room = Math.min(
    config.most - segments.reduce((sum, { bytes }) => sum + bytes, 0),
    (await freeBytes(config.folder)) / 2,
  );
  const store = new OpenedStore(new Segment(join(config.folder, randomUUID())), room);
  for (const { segment } of segments) for (const entry of await segment.entries()) store.add(segment, entry);
  return store;
}

/** The segments of a folder, the newest first, without those beyond the bound: they are removed. */
async function withinBound({
  folder,
  most,
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
  const stay = [];
  for (const each of found.sort((a, b) => b.at - a.at)) {
    total += each.bytes;
    if (total <= most) stay.push(each);
    else {
      await rm(each.segment.indexFile, { force: true });
      await rm(each.segment.pixelsFile, { force: true });
    }
  }
  return stay;
}

class OpenedStore {
  private readonly own: Segment;
  private readonly sources = new KnownSources();
  private readonly entries = new Map<string, { readonly segment: Segment; readonly entry: Entry }>();
  private readonly room: number;
  /** Of the own segment, what is being written included. */
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
