import type { Checking } from './check-folders.ts';
import type { FetchProgress } from '../fetching/fetch-progress.ts';

/** Progress of preparing the engine: plain data. */
export type PrepareProgress =
  | FetchProgress
  /** The files of the prepared engine are compared with their hashes. */
  | Checking
  /** There is no C++ compiler: zig is downloaded instead. Emitted before anything is downloaded. */
  | {
      readonly _tag: 'NoCompiler';
      readonly instead: { readonly name: string; readonly bytes: number };
      /** How to install a compiler, as a sentence. */
      readonly advice: string;
    }
  /** The binding between Node and TensorFlow is compiled; the time is approximate, on 2 cores. */
  | { readonly _tag: 'Compiling'; readonly compiler: string; readonly expectedSeconds: number }
  /** The compiled binding is loaded once, in a separate process. */
  | { readonly _tag: 'Trying'; readonly file: string }
  /** The engine can be loaded. */
  | { readonly _tag: 'Ready'; readonly folder: string };
