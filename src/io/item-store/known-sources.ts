import type { FileStamp, ImageSize, ResizePlan, ResizeStep } from '../../core/index.ts';

/** The sizes of images by their files, from which a plan's steps are known without opening one. */
export class KnownSources {
  private readonly sources = new Map<string, { readonly stamp: FileStamp; readonly source: ImageSize }>();

  /** The key under which the pixels of a file and a plan are kept; null where the file is not known as it is now. */
  keyOf(stamp: FileStamp, plan: ResizePlan): string | null {
    const known = this.sources.get(stamp.path);
    if (known?.stamp.bytes !== stamp.bytes || known.stamp.modified !== stamp.modified) return null;
    return itemKey(stamp, plan(known.source));
  }

  add(stamp: FileStamp, source: ImageSize): void {
    this.sources.set(stamp.path, { stamp, source });
  }
}

/** A file as it is, and what was done with its image. */
export const itemKey = (stamp: FileStamp, steps: readonly ResizeStep[]): string =>
  JSON.stringify([stamp.path, stamp.bytes, stamp.modified, steps]);
