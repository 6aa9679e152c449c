import type { Either } from 'fp-ts/lib/Either.js';
import type { Observable } from 'rxjs';
import type { Checkpoints } from './checkpoint.ts';
import type { Collective } from './collective.ts';
import type { Decoded, DecodeRequest } from './decoded.ts';
import type { Drawing } from './drawing.ts';
import type { EngineContext } from './engine-context.ts';
import type { FileContents } from './file-contents.ts';
import type { ItemStore, ItemStoreKind } from './item-store.ts';
import type { ReadModel, SavedModel } from './model-description.ts';
import type { Weights } from './weights.ts';

/** An entry of a folder, with symbolic links resolved. */
export interface DirectoryEntry {
  readonly name: string;
  /** `unreadable`: the system denies access to it; `other`: a pipe, a socket or a device. */
  readonly kind: 'file' | 'directory' | 'broken link' | 'unreadable' | 'other';
  /** For folders: equal for two paths to the same folder, so that listing terminates if links form a cycle. */
  readonly identity: string;
}

/** A file that was written. */
export interface SavedFile {
  readonly path: string;
  readonly bytes: number;
}

/** One of the two models of a run: that of its best epoch, or of its last one. */
export type WhichModel = 'best' | 'last';

/** Writes files of the run folder, as cold streams that complete when the content is written. */
export interface FileSink {
  /** Writes a file, replacing any earlier content. */
  readonly write: (name: string, content: string | Uint8Array) => Observable<void>;
  /**
   * Appends to a file, creating it if necessary; the first content replaces what an earlier run left, but not what this
   * run had recorded before it was resumed.
   */
  readonly append: (name: string, content: string | Uint8Array) => Observable<void>;
}

/**
 * Everything a run may do to the outside world: read files, decode images, tell the time, save models.
 *
 * Each effect is a cold stream, so tests can pass marbles. Exceptions from third-party packages arrive as
 * {@link MillraceError}. `nodeWorld` in `millrace/node` has the implementation on Node.js.
 *
 * @category Capabilities
 */
export interface Capabilities {
  /**
   * Emits the entries of a folder, in any order, including the folder itself as `.`; errors with BadData if there is no
   * such folder.
   */
  readonly readDirectory: (path: string) => Observable<readonly DirectoryEntry[]>;
  /** Emits the contents of a UTF-8 text file; errors with BadData if it cannot be read. */
  readonly readText: (path: string) => Observable<string>;
  /** What files contain: their kind, sizes and hashes. */
  readonly contents: FileContents;
  /**
   * Decodes images to upright sRGB pixels and carries out their plans. Emits one outcome per request, in order: a Left has
   * the reason why the image cannot be used. The pixels do not depend on the other requests. Unsubscribing cancels the
   * images whose decoding has not started.
   */
  readonly decode: (requests: readonly DecodeRequest[]) => Observable<Either<string, Decoded>>;
  /** Returns the store of decoded images of the given kind; the same store on every call. */
  readonly itemStore: (kind: ItemStoreKind) => ItemStore;
  /** The settings of the engine's ops; a phase copies them with its learner's precision. */
  readonly engine: EngineContext;
  /** Returns monotonic milliseconds; does not advance while the run is paused. */
  readonly now: () => number;
  /** Returns the resident memory of this process, in bytes. */
  readonly residentBytes: () => number;
  /**
   * Writes a model into the run folder, by default as that of the last epoch; errors with WriteFailed. `first` removes a
   * best model that an earlier run left in the same folder.
   */
  readonly saveModel: (model: SavedModel, which?: WhichModel | 'first') => Observable<SavedFile>;
  /**
   * Reads a model from a run folder or a model file; errors with BadData. Of a run folder, that of the best epoch by
   * default; that of the last one if the run saved no best one.
   */
  readonly readModel: (path: string, which?: WhichModel) => Observable<ReadModel>;
  /**
   * Reads weights of any program from a safetensors file, or from a folder with `best.safetensors` or `model.safetensors`;
   * errors with BadData.
   */
  readonly readWeights: (path: string) => Observable<Weights>;
  /** The processes that train together; `alone` by default. */
  readonly collective: Collective;
  /** Checkpoints of the run, from which it can be resumed exactly. */
  readonly checkpoints: Checkpoints;
  /** Writes a text file into the run folder; errors with WriteFailed. */
  readonly saveText: (name: string, text: string) => Observable<SavedFile>;
  /** Renders a page to a PNG file in the run folder; errors with WriteFailed. */
  readonly saveDrawing: (name: string, drawing: Drawing) => Observable<SavedFile>;
  /** Returns the same capabilities for a run in a subfolder of this run folder: one experiment of several. */
  readonly within: (name: string) => Capabilities;
  /**
   * Emits when the run should stop. The run then finishes the current step and saves its model. Replays to late
   * subscribers.
   */
  readonly stop$: Observable<unknown>;
  /**
   * Emits whether the run is paused, on subscription and on every change. A paused run decodes no image and trains on
   * no batch.
   */
  readonly paused$: Observable<boolean>;
  /** Whether the run measures its steps and emits a {@link Profile} for each epoch. */
  readonly profile: boolean;
  /** The absolute path of the folder that the run writes to. */
  readonly runFolder: string;
}
