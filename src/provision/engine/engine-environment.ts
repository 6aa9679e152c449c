import { MillraceError } from '../../core/index.ts';
import { enginePlan, type PrepareOptions } from './engine-plan.ts';

/** Lines that TensorFlow, and libjpeg inside it, write at any log level; bad images are reported separately. */
export const engineNoise = /absl::InitializeLog|oneDNN custom operations are on|JPEG library|JPEG data/;

/** The settings of the engine process: which engine, and how many threads. */
export interface EngineSettings extends PrepareOptions {
  /** Threads of one operation; by default as many as there are cores. */
  readonly threads?: number;
}

/**
 * Returns the environment variables of the engine process, in addition to those of its parent. Those of malloc take effect only if
 * they are set when the process starts.
 *
 * - `MILLRACE_BINDING` is the path of the compiled binding in the cache, and `MILLRACE_NATIVE` that of Millrace's own
 *   addon, whether they are prepared or not; both are absent on a platform without an engine.
 * - TensorFlow's own log lines are off.
 * - oneDNN's kernels are on: TensorFlow leaves them off on some processors on which they are up to 30 times faster
 *   (gradients of small maps on AMD).
 * - Freed memory is kept, since the next step allocates the same sizes again (glibc). On Linux, tensors are in a heap of
 *   Millrace's (`native/allocator.kernel.cc`), which TensorFlow uses where it would use malloc.
 * - An NVIDIA GPU is hidden unless the device is `gpu`. On a GPU, TensorFlow allocates memory as it needs it; by default it
 *   takes almost all of it at once.
 */
export const engineEnvironment = ({
  threads,
  ...options
}: EngineSettings): Readonly<Record<string, string>> => ({
  ...addonPaths(options),
  TF_CPP_MIN_LOG_LEVEL: '3',
  TF_ENABLE_ONEDNN_OPTS: '1',
  ...(process.platform === 'linux' ? { TF_ONEDNN_USE_SYSTEM_ALLOCATOR: '1' } : {}),
  MALLOC_MMAP_MAX_: '0',
  MALLOC_TRIM_THRESHOLD_: '100000000000',
  MALLOC_TOP_PAD_: '67108864',
  MALLOC_ARENA_MAX: '1',
  ...(options.device === 'cpu' ? { CUDA_VISIBLE_DEVICES: '-1' } : { TF_FORCE_GPU_ALLOW_GROWTH: 'true' }),
  ...(threads === undefined
    ? {}
    : { TF_NUM_INTRAOP_THREADS: `${threads}`, TF_NUM_INTEROP_THREADS: `${threads}` }),
});

function addonPaths(options: PrepareOptions): Readonly<Record<string, string>> {
  try {
    const { binding, native } = enginePlan(options);
    return { MILLRACE_BINDING: binding, MILLRACE_NATIVE: native };
  } catch (error) {
    // Loading or preparing the engine reports the error.
    if (error instanceof MillraceError) return {};
    throw error;
  }
}
