import { mkdir } from 'node:fs/promises';
import type { FileStamp, FoundPixels, MadePixels, ResizePlan } from '../../core/index.ts';
import { messageOf } from '../support/index.ts';
import { itemKey, KnownSources } from './known-sources.ts';
import { Room } from './room.ts';
import { newSegment, openSegments } from './segment-folder.ts';
import { pixelBytes, type Entry } from './segment-index.ts';
import type { Segment } from './segment.ts';
import type { StoreFaults } from './store-faults.ts';

/** The position of an image's pixels. */
interface Place {
  readonly segment: Segment;
  readonly entry: Entry;
}

/** The entries of the segments of a folder, and the segment of this process. */
export class OpenStore {
  private readonly own: Segment;
  private readonly room: Room;
  private readonly faults: StoreFaults;
  private readonly sources = new KnownSources();
  private readonly places = new Map<string, Place>();
  /** The places whose pixels are damaged. */
  private readonly damaged = new Map<string, Place>();
  /** The end of this process's segment, including writes in progress. */
  private end = 0;

  private constructor(own: Segment, room: Room, faults: StoreFaults) {
    this.own = own;
    this.room = room;
    this.faults = faults;
  }

  /** Opens the store of a folder, which is created if it is missing. Rejects if it cannot be read or created. */
  static async open(folder: string, maxBytes: number, faults: StoreFaults): Promise<OpenStore> {
    await mkdir(folder, { recursive: true });
    const { segments, removedBytes } = await openSegments(folder, maxBytes);
    faults.removedBytes += removedBytes;
    const store = new OpenStore(newSegment(folder), await Room.of(folder, maxBytes), faults);
    for (const { segment, entries } of segments)
      for (const entry of entries) store.add(entry.stamp, { segment, entry });
    return store;
  }

  async find(stamp: FileStamp | null, plan: ResizePlan): Promise<FoundPixels> {
    const key = stamp === null ? null : this.sources.keyOf(stamp, plan);
    const place = key === null ? undefined : this.places.get(key);
    if (key === null || place === undefined) return { stamp, pixels: null };
    try {
      const pixels = await place.segment.read(place.entry);
      if (pixels === null) this.damaged.set(key, place);
      if (pixels !== null) return { stamp, pixels };
    } catch {
      // Another process removed the segment: the image is stored again.
    }
    this.places.delete(key);
    return { stamp, pixels: null };
  }

  async keep(stamp: FileStamp, made: MadePixels): Promise<void> {
    const key = itemKey(stamp, made.steps);
    if (this.places.has(key)) return;
    try {
      const place = (await this.replace(key, made)) ?? (await this.append(stamp, made));
      if (place !== null) this.add(stamp, place);
    } catch (cause) {
      this.faults.unwritten = messageOf(cause);
    }
  }

  private add(stamp: FileStamp, place: Place): void {
    this.sources.add(stamp, place.entry.source);
    this.places.set(itemKey(stamp, place.entry.steps), place);
  }

  /** Writes an image to its damaged place; null if there is none. The same steps give the same number of bytes. */
  private async replace(key: string, { pixels }: MadePixels): Promise<Place | null> {
    const place = this.damaged.get(key);
    if (place === undefined || pixelBytes(place.entry) !== pixels.data.byteLength) return null;
    this.damaged.delete(key);
    try {
      const entry = await place.segment.replace(place.entry, pixels);
      this.faults.replaced++;
      return { ...place, entry };
    } catch {
      // The segment was removed, or belongs to another user.
      return null;
    }
  }

  /** Appends an image to the segment of this process; null if there is no room. */
  private async append(stamp: FileStamp, made: MadePixels): Promise<Place | null> {
    const { byteLength } = made.pixels.data;
    if (!(await this.room.take(byteLength))) return null;
    const at = this.end;
    this.end += byteLength;
    return { segment: this.own, entry: await this.own.write(stamp, made, at) };
  }
}
