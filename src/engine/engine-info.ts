import { availableParallelism } from 'node:os';
import type { EngineInfo } from '../core/index.ts';
import { tf } from './tf.ts';

/** What computes. Loads TensorFlow. */
export function engineInfo(): EngineInfo {
  const backend = tf.backend() as unknown as {
    readonly binding: { readonly TF_Version: string; readonly isUsingGpuDevice: () => boolean };
  };
  return {
    tensorflow: backend.binding.TF_Version,
    device: backend.binding.isUsingGpuDevice() ? 'gpu' : 'cpu',
    threads: Number(process.env['TF_NUM_INTRAOP_THREADS'] ?? availableParallelism()),
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
  };
}
