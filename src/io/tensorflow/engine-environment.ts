import type { EngineDevice } from './engine-device.ts';

/** How the engine's process is set up. */
export interface EngineSettings {
  readonly device: EngineDevice;
  /** Threads of one operation; by default as many as there are cores. */
  readonly threads?: number;
}

/**
 * The variables that the engine's process gets on top of its parent's: they count only from its start. TensorFlow's own
 * log lines are off; the allocator keeps freed memory, as tensors come and go in the same sizes (glibc only); an NVIDIA
 * card is hidden unless it is asked for.
 */
export const engineEnvironment = ({ device, threads }: EngineSettings): Readonly<Record<string, string>> => ({
  TF_CPP_MIN_LOG_LEVEL: '3',
  MALLOC_MMAP_MAX_: '0',
  MALLOC_TRIM_THRESHOLD_: '100000000000',
  MALLOC_TOP_PAD_: '67108864',
  MALLOC_ARENA_MAX: '1',
  ...(device === 'cpu' ? { CUDA_VISIBLE_DEVICES: '-1' } : {}),
  ...(threads === undefined
    ? {}
    : { TF_NUM_INTRAOP_THREADS: `${threads}`, TF_NUM_INTEROP_THREADS: `${threads}` }),
});
