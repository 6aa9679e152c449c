import type { Observable } from 'rxjs';
import type { Digest } from './digest.ts';
import type { Downloading, Retrying } from './fetch-progress.ts';

/** A pinned archive, and how to fetch and unpack it. A file with another digest is rejected. */
export interface Source {
  /** For example `tensorflow-cpu 2.21.0`. */
  readonly name: string;
  readonly bytes: number;
  /** What its owner permits, for the announcement. */
  readonly licence?: string;
  readonly digest: Digest;
  /** The approximate size of the unpacked files, in bytes. */
  readonly unpackedBytes: number;
  /** The path of the downloaded file. */
  readonly file: string;
  /** Whether `fetch` resumes from a part of the file; otherwise it writes the file only when it is complete. */
  readonly isResumable: boolean;
  /** Disk space that the download needs in addition to the file, in bytes. */
  readonly temporaryBytes: number;
  /** Part of a sentence: `with pip`, `from https://…`. */
  readonly how: string;
  /** How to find or choose the server, as a sentence. */
  readonly elsewhere: string;
  /** Downloads the file. Cold; errors with FetchError or a system error. */
  readonly fetch: () => Observable<Downloading | Retrying>;
  /** Unpacks the file into a new folder and emits the unpacked fraction, 0 to 1. Cold. */
  readonly unpack: (folder: string) => Observable<number>;
}
