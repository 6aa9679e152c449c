import type { Observable } from 'rxjs';
import type { ImageSize, Pixels } from './item.ts';
import type { ResizePlan, ResizeStep } from './resize-plan.ts';

/** Identifies the contents of a file: a file with a different size or modification time counts as changed. */
export interface FileStamp {
  readonly path: string;
  readonly bytes: number;
  /** Modification time in milliseconds since 1970. */
  readonly modified: number;
}

/** Pixels and their origin: the upright size of the image in the file, and the steps applied to it. */
export interface MadePixels {
  readonly source: ImageSize;
  readonly steps: readonly ResizeStep[];
  readonly pixels: Pixels;
}

/** The result of looking up an image in an {@link ItemStore}. */
export interface FoundPixels {
  /** The stamp of the current file; null if there is no file. */
  readonly stamp: FileStamp | null;
  /** Null if they are not in the store. */
  readonly pixels: Pixels | null;
}

/**
 * Keeps decoded images for the next epoch. A lookup finds exactly the pixels that decoding would produce, or nothing.
 *
 * @category Capabilities
 */
export interface ItemStore {
  /**
   * Emits the pixels that the plan produces from the current contents of the file, if they are stored. Never errors: an
   * entry that cannot be read counts as not found.
   */
  readonly find: (path: string, plan: ResizePlan) => Observable<FoundPixels>;
  /** Stores pixels if there is room, then completes. Never errors: an entry that cannot be written is not stored. */
  readonly keep: (stamp: FileStamp, made: MadePixels) => Observable<never>;
  /**
   * Emits a sentence about each kind of fault since the last subscription, such as damaged entries that were replaced,
   * and completes. A run reports them as {@link Notice}s when it ends.
   */
  readonly faults$?: Observable<string>;
}

/** The storage for decoded images: memory, for this run only, or disk, for later runs too. */
export type ItemStoreKind = 'memory' | 'disk';
