import type { EngineInfo } from '../../core/index.ts';
import type { Checking } from './check-folders.ts';
import type { MpiState } from '../mpi/mpi-state.ts';
import type { Processor } from '../machine/processor.ts';
import type { EngineDevice } from './wheels.ts';

/** A problem, and what to do about it. */
export interface Problem {
  readonly problem: string;
  /** Empty if there is nothing to do. */
  readonly advice: string;
}

/** One engine in the cache. */
export interface EngineState {
  readonly device: EngineDevice;
  /** The folder of its library; empty for an unsupported one. */
  readonly folder: string;
  /** `damaged`: files differ from those that were prepared; `unsupported`: TensorFlow publishes none for this machine. */
  readonly state: 'missing' | 'prepared' | 'damaged' | 'unsupported';
}

/** Progress of checking the engine, then one report. */
export type DoctorStep = Checking | { readonly _tag: 'Report'; readonly report: DoctorReport };

/** The report of `doctor`: plain data, which `doctor --json` prints as one JSON object. */
export interface DoctorReport {
  /** The version of Node, e.g. `22.18.0`. */
  readonly node: string;
  /** System and processor in Node's names, e.g. `linux-x64`; with `-musl` if the C library is not glibc. */
  readonly platform: string;
  readonly processor: Processor;
  /** The device that the report is about. */
  readonly device: EngineDevice;
  /** The path of the folder that holds engines, MPI, data sets and decoded images. */
  readonly cacheFolder: string;
  /** Its total size. */
  readonly cacheBytes: number;
  /** One for each device. */
  readonly engines: readonly EngineState[];
  /** TensorFlow's report about the engine for `device`, from a separate process; null if it does not load, or is damaged. */
  readonly tensorflow: EngineInfo | null;
  readonly hasNvidiaDriver: boolean;
  /** The version of pip and of its Python, in pip's words; null if there is none. */
  readonly pip: string | null;
  /** The names of the C++ compilers that run. */
  readonly compilers: readonly string[];
  /** The MPI that `--processes` uses; null if there is none yet. */
  readonly mpi: MpiState | null;
  /** What prevents the engine for `device` from working; empty if it works. The exit code is 1 unless it is empty. */
  readonly problems: readonly Problem[];
  /** Not problems, but worth improving. */
  readonly hints: readonly Problem[];
}
