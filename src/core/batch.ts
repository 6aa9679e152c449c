import type { Image } from './image-file.ts';
import type { ItemError } from './item.ts';
import type { Targets } from './targets.ts';

/** An image that is used although part of its pixels may be wrong, and the reason. */
export interface DamagedFile {
  readonly file: Image;
  readonly reason: string;
}

/**
 * The contents of a {@link Batch}.
 *
 * @typeParam T the tensor type of the engine
 */
export interface BatchFields<T extends { dispose(): void }> {
  /** `[N, H, W, 3]`, owned by the batch. Null if no image of the batch could be used (N = 0). */
  readonly images: T | null;
  /** The labels of the N images. */
  readonly targets: Targets;
  /** [N] the file of each image. */
  readonly files: readonly Image[];
  /** Images that could not be used; each makes the batch shorter by one. */
  readonly skipped: readonly ItemError[];
  /** Images of the batch whose decoder reported damage; none by default. */
  readonly damaged?: readonly DamagedFile[];
  /** Position in its epoch, from 0: the key of every random draw for the batch. */
  readonly index: number;
}

/**
 * A lease on the images of one training or evaluation step, with their targets.
 *
 * Exactly one operator owns a batch at any time. The owner disposes it, or passes its contents on with
 * {@link Batch.with}. {@link prefetch} uses {@link Batch.whenReleased} to start loading the next batch.
 *
 * @typeParam T the tensor type of the engine
 * @category Batches
 */
export class Batch<T extends { dispose(): void }> implements Disposable, Required<BatchFields<T>> {
  readonly images: T | null;
  readonly targets: Targets;
  readonly files: readonly Image[];
  readonly skipped: readonly ItemError[];
  readonly damaged: readonly DamagedFile[];
  readonly index: number;
  /** Shared with every batch that the contents were moved from. */
  private lease: { released: boolean; readonly listeners: (() => void)[] } = {
    released: false,
    listeners: [],
  };
  private owned = true;

  constructor(fields: BatchFields<T>) {
    this.images = fields.images;
    this.targets = fields.targets;
    this.files = fields.files;
    this.skipped = fields.skipped;
    this.damaged = fields.damaged ?? [];
    this.index = fields.index;
  }

  /** N, the number of usable images. */
  get size(): number {
    return this.files.length;
  }

  /**
   * Calls `listener` once, when the lease is released: when this batch, or the batch that took over its contents, is
   * disposed. Calls it immediately if the lease is already released.
   */
  whenReleased(listener: () => void): void {
    if (this.lease.released) listener();
    else this.lease.listeners.push(listener);
  }

  /**
   * Returns a batch with changed contents that holds the same lease. Disposing the original afterwards has no effect;
   * images that are replaced are disposed.
   */
  with(change: Partial<Pick<BatchFields<T>, 'images' | 'targets'>>): Batch<T> {
    const moved = new Batch<T>({ ...this.fields(), ...change });
    moved.lease = this.lease;
    this.owned = false;
    if (this.images !== moved.images) this.images?.dispose();
    return moved;
  }

  /** Frees the images and calls the listeners; a second call has no effect. */
  [Symbol.dispose](): void {
    if (!this.owned) return;
    this.owned = false;
    this.lease.released = true;
    this.images?.dispose();
    for (const listener of this.lease.listeners.splice(0)) listener();
  }

  private fields(): BatchFields<T> {
    const { images, targets, files, skipped, damaged, index } = this;
    return { images, targets, files, skipped, damaged, index };
  }
}
