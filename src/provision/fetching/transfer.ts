/** A file on a server, and where it goes. */
export interface Transfer {
  readonly url: string;
  /** Holds the first bytes of the file, or is not there. */
  readonly path: string;
  readonly totalBytes: number;
  /** After so long without a byte, the connection is given up. */
  readonly stallMs: number;
}
