import type { Observable } from 'rxjs';
import type { ImageSize, Pixels } from './item.ts';
import type { ResizePlan, ResizeStep } from './resize-plan.ts';

/** Which contents of a file something was made of: another size or time of change is another picture. */
export interface FileStamp {
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

/** Pixels, and what they were made of: the upright size of the picture, and what was done with it. */
export interface MadePixels {
  readonly source: ImageSize;
  readonly steps: readonly ResizeStep[];
  readonly pixels: Pixels;
}

/** What is known of a picture. */
export interface FoundPixels {
  /** What the file is now; null where there is none. */
  readonly stamp: FileStamp | null;
  /** Null where they are not kept. */
  readonly pixels: Pixels | null;
}

/** Keeps decoded pictures for the next epoch. What is kept is as good as decoded anew, or it is not found. */
export interface ItemStore {
  /** The pixels that the plan makes of the file as it is now. Never errors: what cannot be read is not found. */
  readonly find: (path: string, plan: ResizePlan) => Observable<FoundPixels>;
  /** Keeps pixels, if there is room for them; completes then. Never errors: what cannot be written is not kept. */
  readonly keep: (stamp: FileStamp, made: MadePixels) => Observable<never>;
}

/** Where decoded pictures are kept: in memory while the run lasts, or on the disk, for later runs too. */
export type ItemStoreKind = 'memory' | 'disk';
