import { availableParallelism } from 'node:os';
import type { EngineInfo } from '../core/index.ts';
import { backend } from './raw-op.ts';

/**
 * Returns information about the engine and the machine. Loads TensorFlow; throws EngineUnavailable if it is not prepared.
 *
 * @category Tensors
 */
export function engineInfo(): EngineInfo {
  const { binding } = backend();
  return {
    tensorflow: binding.TF_Version,
    device: binding.isUsingGpuDevice() ? 'gpu' : 'cpu',
    threads: Number(process.env['TF_NUM_INTRAOP_THREADS']) || availableParallelism(),
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
  };
}
