import { existsSync } from 'node:fs';
import { shellCommand } from '../../core/index.ts';
import { engineError, gpuUnavailable } from './engine-error.ts';
import { enginePlan, type EnginePlan, type PrepareOptions } from './engine-plan.ts';
import type { EngineDevice } from './wheels.ts';

/** Throws BadOption for a GPU engine on a machine without an NVIDIA driver: TensorFlow would silently use the CPU. */
export function requireDriver({ device, machine }: Pick<EnginePlan, 'device' | 'machine'>): void {
  if (device === 'gpu' && !machine.hasNvidiaDriver())
    throw gpuUnavailable(
      'a machine with an NVIDIA driver',
      'none',
      'Install the driver of the NVIDIA GPU (nvidia-smi shows whether it works; a container needs --gpus all), or use --device cpu.',
    );
}

/** Returns the plan of a prepared engine. Throws EngineUnavailable if it is not prepared, and BadOption without a driver. */
export function requireEngine(options: PrepareOptions): EnginePlan {
  const plan = enginePlan(options);
  requireDriver(plan);
  if (existsSync(plan.binding)) return plan;
  throw engineError('a prepared engine', `none in ${plan.folder}`, `Run: ${prepareCommand(options.device)}`);
}

/** Returns the shell command that prepares an engine. */
export const prepareCommand = (device: EngineDevice): string =>
  shellCommand(['doctor', '--prepare', ...(device === 'gpu' ? ['--device', 'gpu'] : [])]);
