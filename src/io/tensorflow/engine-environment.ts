import type { EngineDevice } from './engine-device.ts';

/** What TensorFlow, and libjpeg inside it, write whatever the log level is; bad pictures are told of in other ways. */
export const engineNoise = /absl::InitializeLog|oneDNN custom operations are on|JPEG library|JPEG data/;

/** How the engine's process is set up. */
export interface EngineSettings {
  readonly device: EngineDevice;
  /** Threads of one operation; by default as many as there are cores. */
  readonly threads?: number;
}

/**
 * The variables that the engine's process gets on top of its parent's: they count only from its start. TensorFlow's own
 * log lines are off; oneDNN's kernels are on, which TensorFlow itself leaves off on some processors where they are up to
 * 30 times faster (gradients of small maps on AMD's); the allocator keeps freed memory, as tensors come and go in the same sizes (glibc only); an NVIDIA
 * card is hidden unless it is asked for.
 */
export const engineEnvironment = ({ device, threads }: EngineSettings): Readonly<Record<string, string>> => ({
  TF_CPP_MIN_LOG_LEVEL: '3',
  TF_ENABLE_ONEDNN_OPTS: '1',
  MALLOC_MMAP_MAX_: '0',
  MALLOC_TRIM_THRESHOLD_: '100000000000',
  MALLOC_TOP_PAD_: '67108864',
  MALLOC_ARENA_MAX: '1',
  ...(device === 'cpu' ? { CUDA_VISIBLE_DEVICES: '-1' } : {}),
  ...(threads === undefined
    ? {}
    : { TF_NUM_INTRAOP_THREADS: `${threads}`, TF_NUM_INTEROP_THREADS: `${threads}` }),
});
