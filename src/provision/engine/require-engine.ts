import { existsSync } from 'node:fs';
import { shellCommand } from '../../core/index.ts';
import { engineUnavailable, gpuRefused } from './engine-error.ts';
import { enginePlan, type EnginePlan, type PrepareOptions } from './engine-plan.ts';

/** Throws BadOption for a GPU engine on a machine without an NVIDIA driver: it would compute on the CPU in silence. */
export function requireDriver({ device, machine }: Pick<EnginePlan, 'device' | 'machine'>): void {
  if (device === 'gpu' && !machine.hasNvidiaDriver())
    throw gpuRefused(
      'a machine with an NVIDIA driver',
      'none',
      'Install the driver of the NVIDIA GPU (nvidia-smi shows whether it works; a container needs --gpus all), or use --device cpu.',
    );
}

/** Returns the plan of a prepared engine. Throws EngineUnavailable if it is not, BadOption as {@link requireDriver} does. */
export function requireEngine(options: PrepareOptions): EnginePlan {
  const plan = enginePlan(options);
  requireDriver(plan);
  if (!existsSync(plan.binding))
    throw engineUnavailable(
      'a prepared engine',
      `none in ${plan.folder}`,
      `Run: ${shellCommand(`doctor --prepare${options.device === 'gpu' ? ' --device gpu' : ''}`)}`,
    );
  return plan;
}
