import type { EngineInfo } from '../../core/index.ts';
import type { EngineDevice } from './engine-device.ts';

/** Something that is not as it should be, and what to do about it. */
export interface Problem {
  readonly problem: string;
  /** Empty if there is nothing to do. */
  readonly advice: string;
}

/** One engine in the cache. */
export interface EngineState {
  readonly device: EngineDevice;
  /** Empty for an unsupported one. */
  readonly folder: string;
  /** `unsupported`: TensorFlow publishes none for this machine. */
  readonly state: 'missing' | 'prepared' | 'unsupported';
}

/** What `doctor` finds: plain data, printed as one JSON object by `doctor --json`. */
export interface DoctorReport {
  /** The version of Node, e.g. `22.18.0`. */
  readonly node: string;
  /** Node's names of the system and the processor, e.g. `linux-x64`; with `-musl` where the C library is not glibc. */
  readonly platform: string;
  /** The device that was asked about. */
  readonly device: EngineDevice;
  /** Where engines, data sets and decoded images are kept; its path. */
  readonly cacheFolder: string;
  /** The size of everything in it. */
  readonly cacheBytes: number;
  /** One for each device. */
  readonly engines: readonly EngineState[];
  /** What TensorFlow reports of the engine for `device`, from a process of its own; null if it does not load. */
  readonly tensorflow: EngineInfo | null;
  readonly hasNvidiaDriver: boolean;
  /** The version of pip and of its Python, in pip's words; null if there is none. */
  readonly pip: string | null;
  /** The names of the C++ compilers that answer. */
  readonly compilers: readonly string[];
  /** What keeps the engine for `device` from working; empty if it works. The exit code is 1 unless it is empty. */
  readonly problems: readonly Problem[];
  /** What works and could be better. */
  readonly hints: readonly Problem[];
}
