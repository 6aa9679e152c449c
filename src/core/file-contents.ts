import type { Observable } from 'rxjs';

/**
 * What files contain, without decoding them. Each function emits once: one value per path, in order.
 *
 * @category Capabilities
 */
export interface FileContents {
  /** Emits why the headers of a file are not those of an image that is decoded; null if they are. */
  readonly faults: (paths: readonly string[]) => Observable<readonly (string | null)[]>;
  /** Emits the bytes of each file; -1 for one that cannot be reached. */
  readonly sizes: (paths: readonly string[]) => Observable<readonly number[]>;
  /**
   * Emits a hash of each file: SHA-256 of its bytes, or of at most `maxBytes` of them, from its middle. Null for a file that
   * cannot be read.
   */
  readonly hashes: (paths: readonly string[], maxBytes?: number) => Observable<readonly (string | null)[]>;
}
