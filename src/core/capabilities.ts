import type { Either } from 'fp-ts/Either';
import type { Observable } from 'rxjs';
import type { Drawing } from './drawing.ts';
import type { ItemStore, ItemStoreKind } from './item-store.ts';
import type { Pixels } from './item.ts';
import type { SavedModel } from './model-description.ts';
import type { ResizePlan } from './resize-plan.ts';

/** One entry of a folder, links already followed. */
export interface DirectoryEntry {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'other';
  /** For folders: an identity that is equal for two paths to the same folder, so that cycles of links end. */
  readonly identity: string;
}

/** A file that was written. */
export interface SavedFile {
  readonly path: string;
  readonly bytes: number;
}

/**
 * The world, as the rooms see it: every effect they may have. Cold streams of one value, so that tests pass `cold`
 * marbles; foreign exceptions are already errors of ours. `io` has the live ones.
 */
export interface Capabilities {
  /**
   * The entries of a folder in any order, the folder itself among them as `.`, for its identity; errors with BadData if
   * there is no such folder.
   */
  readonly readDirectory: (path: string) => Observable<readonly DirectoryEntry[]>;
  /** A text file; errors with BadData if there is none. */
  readonly readText: (path: string) => Observable<string>;
  /**
   * The bytes of a picture's file, for whoever decodes it by other means; null where it cannot be read or is not worth
   * holding whole: then {@link Capabilities.decode} says what there is to say.
   */
  readonly readPicture: (path: string) => Observable<Uint8Array | null>;
  /**
   * Decodes a picture to sRGB, upright, and carries out the plan. Left: why it cannot be used. Unsubscribing before it
   * was begun costs nothing.
   */
  readonly decode: (path: string, plan: ResizePlan) => Observable<Either<string, Pixels>>;
  /** Where decoded pictures are kept between epochs; the same one whenever it is asked for. */
  readonly itemStore: (kind: ItemStoreKind) => ItemStore;
  /** Milliseconds of a clock that only goes forward, and stands still while the run rests. */
  readonly now: () => number;
  /** Resident memory of this process in bytes. */
  readonly residentBytes: () => number;
  /** Keeps the model of a run in its folder; errors with WriteFailed. */
  readonly saveModel: (model: SavedModel) => Observable<SavedFile>;
  /** The model of a run's folder, or of a file; errors with BadData. */
  readonly readModel: (path: string) => Observable<SavedModel>;
  /** Draws a page as a PNG file of the run's folder; errors with WriteFailed. */
  readonly saveDrawing: (name: string, drawing: Drawing) => Observable<SavedFile>;
  /** The same world for a run in a folder of its own, inside this one's: an experiment of several. */
  readonly within: (name: string) => Capabilities;
  /**
   * Emits when the person wants the run to stop: it ends after the step under way, and its model is saved. Late
   * subscribers are told too.
   */
  readonly stop$: Observable<unknown>;
  /**
   * Whether the person wants the run to rest, now and whenever that changes: then no picture is decoded, and no batch is
   * trained on.
   */
  readonly paused$: Observable<boolean>;
  /** Whether the person wants to know where the time of a step goes: then a run tells `Profile`s. */
  readonly profile: boolean;
  /** Where the run writes, absolute. */
  readonly runFolder: string;
}
