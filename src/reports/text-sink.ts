import type { Observable } from 'rxjs';

/** A place for text files, the run folder: cold streams that complete when the text is written. */
export interface TextSink {
  /** Begins a file, instead of what was there. */
  readonly write: (name: string, text: string) => Observable<void>;
  /** Adds to the end of a file. */
  readonly append: (name: string, text: string) => Observable<void>;
}
