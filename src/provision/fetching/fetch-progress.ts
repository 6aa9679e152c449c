import type { Waiting } from '../../io/processes/index.ts';

/** A file to download. */
export interface Download {
  /** For example `tensorflow-cpu 2.21.0`. */
  readonly name: string;
  readonly bytes: number;
  /** The number of bytes already on disk, from an earlier, interrupted download. */
  readonly bytesHere: number;
  /** What its owner permits, for example `apache-2.0`; undefined for files whose licence Millrace knows. */
  readonly licence?: string;
}

/** Emitted before anything is downloaded. */
export interface WillFetch {
  readonly _tag: 'WillFetch';
  readonly downloads: readonly Download[];
  /** Part of a sentence: `with pip`, `from https://…`. */
  readonly how: string;
  /** The destination. */
  readonly folder: string;
  /** The disk space that downloading and unpacking need. */
  readonly diskBytes: number;
}

/** Bytes of a file are arriving. */
export interface Downloading {
  readonly _tag: 'Downloading';
  readonly name: string;
  readonly bytes: number;
  readonly totalBytes: number;
  /** Over the last ten seconds; 0 at the beginning. */
  readonly bytesPerSecond: number;
  /** At this speed; null while nothing arrives. */
  readonly secondsLeft: number | null;
}

/** The connection failed; the download continues after a pause. */
export interface Retrying {
  readonly _tag: 'Retrying';
  readonly name: string;
  readonly reason: string;
  /** The length of the pause. */
  readonly seconds: number;
}

/** Progress of fetching: plain data. */
export type FetchProgress =
  | Waiting
  | WillFetch
  | Downloading
  | Retrying
  /** A file is compared with its pinned digest. */
  | { readonly _tag: 'Verifying'; readonly name: string; readonly bytes: number }
  /** A file that arrived in several pieces was damaged: it was deleted, and is downloaded again from the start. */
  | { readonly _tag: 'StartingOver'; readonly name: string }
  /** The files of an archive are being written. */
  | {
      readonly _tag: 'Unpacking';
      readonly name: string;
      readonly bytes: number;
      readonly totalBytes: number;
    };
