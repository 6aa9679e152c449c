import { stat } from 'node:fs/promises';
import { catchError, defer, map, of, type Observable } from 'rxjs';
import type { FileStamp, ImageSize, ResizePlan, ResizeStep } from '../../core/index.ts';

/** Emits the size and modification time of a file; null if it does not exist. */
export const fileStamp = (path: string): Observable<FileStamp | null> =>
  defer(() => stat(path)).pipe(
    map(({ size, mtimeMs }) => ({ path, bytes: size, modified: mtimeMs })),
    catchError(() => of(null)),
  );

/** The sizes of image files, which give the steps of a plan without opening the file. */
export class KnownSources {
  private readonly sources = new Map<string, { readonly stamp: FileStamp; readonly source: ImageSize }>();

  /** Returns the key of a file and a plan; null if the file is unknown or has changed. */
  keyOf(stamp: FileStamp, plan: ResizePlan): string | null {
    const known = this.sources.get(stamp.path);
    if (known?.stamp.bytes !== stamp.bytes || known.stamp.modified !== stamp.modified) return null;
    return itemKey(stamp, plan(known.source));
  }

  add(stamp: FileStamp, source: ImageSize): void {
    this.sources.set(stamp.path, { stamp, source });
  }
}

/** Returns the key of an image: its file and the steps of its processing. */
export const itemKey = (stamp: FileStamp, steps: readonly ResizeStep[]): string =>
  JSON.stringify([stamp.path, stamp.bytes, stamp.modified, steps]);
