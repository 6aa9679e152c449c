import type { ImageFile } from './image-file.ts';
import type { ItemError } from './item.ts';
import type { Targets } from './targets.ts';

/** What a batch is made of. T is the tensor type of the engine. */
export interface BatchFields<T extends { dispose(): void }> {
  /** [N, H, W, 3]; owned by the batch. Null where every picture of the batch was bad (N = 0). */
  readonly images: T | null;
  readonly targets: Targets;
  /** [N] where the pictures come from. */
  readonly files: readonly ImageFile[];
  /** Pictures that could not be used: they make the batch shorter. */
  readonly skipped: readonly ItemError[];
  /** Position in its epoch, from 0: the key of every random draw about the batch. */
  readonly index: number;
}

/**
 * Pictures and targets on their way to a step: a lease on memory. Exactly one operator owns it at any time; the owner
 * disposes it, or moves it on with {@link Batch.with}. Whoever limits how many are alive listens with `whenReleased`.
 */
export class Batch<T extends { dispose(): void }> implements Disposable, BatchFields<T> {
  readonly images: T | null;
  readonly targets: Targets;
  readonly files: readonly ImageFile[];
  readonly skipped: readonly ItemError[];
  readonly index: number;
  /** Shared by all batches that it was moved through. */
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
    this.index = fields.index;
  }

  /** N, the number of usable pictures. */
  get size(): number {
    return this.files.length;
  }

  /** Calls back once, when the batch (or the one it was moved into) is disposed; at once if it already is. */
  whenReleased(listener: () => void): void {
    if (this.lease.released) listener();
    else this.lease.listeners.push(listener);
  }

  /**
   * The same lease with other contents. This batch is empty afterwards: disposing it does nothing. Replaced images are
   * disposed.
   */
  with(change: Partial<Pick<BatchFields<T>, 'images' | 'targets'>>): Batch<T> {
    const moved = new Batch<T>({ ...this.fields(), ...change });
    moved.lease = this.lease;
    this.owned = false;
    if (this.images !== moved.images) this.images?.dispose();
    return moved;
  }

  /** Frees the images and tells the listeners; a second call does nothing. */
  [Symbol.dispose](): void {
    if (!this.owned) return;
    this.owned = false;
    this.lease.released = true;
    this.images?.dispose();
    for (const listener of this.lease.listeners.splice(0)) listener();
  }

  private fields(): BatchFields<T> {
    const { images, targets, files, skipped, index } = this;
    return { images, targets, files, skipped, index };
  }
}
