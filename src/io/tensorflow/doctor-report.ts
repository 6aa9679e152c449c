import type { EngineInfo } from '../../core/index.ts';
import type { EngineDevice } from './engine-device.ts';

/** Something that is not as it should be, and what to do about it. */
export interface Problem {
  readonly problem: string;
  /** Empty where there is nothing to do. */
  readonly advice: string;
}

/** One engine in the cache. */
export interface EngineState {
  readonly device: EngineDevice;
  readonly folder: string;
  /** `linked`: the one that npm's package loads. `unsupported`: there is none for this machine. */
  readonly state: 'missing' | 'prepared' | 'linked' | 'unsupported';
}

/** What `doctor` finds: plain data. */
export interface DoctorReport {
  readonly node: string;
  readonly platform: string;
  readonly cacheFolder: string;
  readonly cacheBytes: number;
  readonly engines: readonly EngineState[];
  /** What TensorFlow says of itself, from a process of its own; null where it does not load. */
  readonly tensorflow: EngineInfo | null;
  readonly hasNvidiaDriver: boolean;
  /** As pip says it; null where there is none. */
  readonly pip: string | null;
  /** The names of C++ compilers that answer. */
  readonly compilers: readonly string[];
  readonly problems: readonly Problem[];
  /** What works, and could be better. */
  readonly hints: readonly Problem[];
}
