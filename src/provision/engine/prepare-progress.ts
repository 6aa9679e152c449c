import type { Waiting } from '../../io/processes/index.ts';

/** Something that will be downloaded. */
export interface Download {
  /** e.g. `tensorflow-cpu 2.21.0`. */
  readonly name: string;
  readonly bytes: number;
}

/** There is no C++ compiler: zig is downloaded in its place. Said before anything is downloaded. */
export interface NoCompiler {
  readonly _tag: 'NoCompiler';
  readonly instead: Download;
  /** How to install a compiler, as a sentence. */
  readonly advice: string;
}

/** Said before anything is downloaded. */
export interface WillFetch {
  readonly _tag: 'WillFetch';
  readonly downloads: readonly Download[];
  /** Where everything goes. */
  readonly folder: string;
  /** Disk space it takes on the way. */
  readonly diskBytes: number;
}

/** Bytes of a wheel are arriving. */
export interface Downloading {
  readonly _tag: 'Downloading';
  readonly name: string;
  readonly bytes: number;
  readonly totalBytes: number;
}

/** What arrived is compared with its pinned SHA-256. */
export interface Verifying {
  readonly _tag: 'Verifying';
  readonly name: string;
  readonly bytes: number;
}

/** The needed files of a wheel are written. */
export interface Unpacking {
  readonly _tag: 'Unpacking';
  readonly name: string;
  readonly bytes: number;
  readonly totalBytes: number;
}

/** The binding between Node and TensorFlow is compiled. */
export interface Compiling {
  readonly _tag: 'Compiling';
  readonly compiler: string;
  /** About how long it takes on 2 cores. */
  readonly expectedSeconds: number;
}

/** The compiled binding is loaded once, in a process of its own. */
export interface Trying {
  readonly _tag: 'Trying';
  readonly file: string;
}

/** The engine can be loaded. */
export interface Ready {
  readonly _tag: 'Ready';
  readonly folder: string;
}

/** What preparing the engine tells: plain data. */
export type PrepareProgress =
  NoCompiler | WillFetch | Waiting | Downloading | Verifying | Unpacking | Compiling | Trying | Ready;
