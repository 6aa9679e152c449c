import type { Waiting } from '../../io/processes/index.ts';

/** Said before anything is fetched. */
export interface WillFetch {
  readonly _tag: 'WillFetch';
  readonly name: string;
  readonly url: string;
  readonly bytes: number;
  /** Of these, what an earlier time has left here. */
  readonly bytesHere: number;
  /** Where the images go. */
  readonly folder: string;
  /** Disk space it takes on the way. */
  readonly diskBytes: number;
}

/** Bytes of the archive are arriving. */
export interface Downloading {
  readonly _tag: 'Downloading';
  readonly name: string;
  readonly bytes: number;
  readonly totalBytes: number;
  /** Of the last ten seconds; 0 at the beginning. */
  readonly bytesPerSecond: number;
  /** At this speed; null while nothing arrives. */
  readonly secondsLeft: number | null;
}

/** The connection failed; it will be tried again. */
export interface Retrying {
  readonly _tag: 'Retrying';
  readonly name: string;
  readonly reason: string;
  /** Until then. */
  readonly seconds: number;
}

/** The archive is compared with its hash. */
export interface Verifying {
  readonly _tag: 'Verifying';
  readonly name: string;
  readonly bytes: number;
}

/** What arrived in several pieces is not the archive: it was deleted, and is fetched once more from the start. */
export interface StartingOver {
  readonly _tag: 'StartingOver';
  readonly name: string;
}

/** The archive is unpacked up to these bytes of it. */
export interface Unpacking {
  readonly _tag: 'Unpacking';
  readonly name: string;
  readonly bytes: number;
  readonly totalBytes: number;
}

/** The images are in a folder with `train` and `val`. */
export interface ImagesReady {
  readonly _tag: 'ImagesReady';
  readonly folder: string;
}

/** What fetching a data set tells: plain data. */
export type DataSetProgress =
  Waiting | WillFetch | Downloading | Retrying | Verifying | StartingOver | Unpacking | ImagesReady;
