import type { Observable } from 'rxjs';

/** A place for files, the run folder: cold streams that complete when the content is written. */
export interface FileSink {
  /** Begins a file, instead of what was there. */
  readonly write: (name: string, content: string | Uint8Array) => Observable<void>;
  /** Adds to the end of a file. */
  readonly append: (name: string, content: string | Uint8Array) => Observable<void>;
}
