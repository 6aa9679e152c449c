import { messageOf } from '../../../src/io/index.ts';
import { requireEngine } from '../../../src/provision/engine/index.ts';
import { shellCommand } from '../../../src/core/index.ts';
import type { Side } from '../side.ts';
import { Budget } from './budget.ts';
import { Contestant } from './contestant.ts';
import { reasonOf } from './not-measured.ts';
import { askNvidiaSmi } from './nvidia-smi.ts';

/** A part of the benchmark's programs that works, or what is missing and what to do. */
export type Found = { readonly version: string; readonly name: string } | { readonly missing: string };

/** The most seconds until a worker has loaded its libraries. */
const START_SECONDS = 60;

/** Returns the name of the GPU; what is missing without nvidia-smi. */
export async function findGpu(): Promise<Found> {
  const lines = await askNvidiaSmi('--query-gpu=name,driver_version');
  const [name = '', version = ''] = (lines ?? '').split('\n')[0]?.split(', ') ?? [];
  return lines === null || name === ''
    ? {
        missing:
          'nvidia-smi: missing, or it finds no GPU. Install the driver of the NVIDIA GPU; start a container with --gpus all.',
      }
    : { name, version };
}

/** Returns what is missing of Millrace's engine; null if it is prepared. */
export function missingEngine(device: 'gpu' | 'cpu'): string | null {
  try {
    requireEngine({ device });
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

/** Asks a worker for its version and device; says what is missing if it does not start or uses another device. */
export async function findWorker(start: () => Side, device: string, advice: string): Promise<Found> {
  using worker = new Contestant(start, { task: 'info' });
  try {
    const { more = {} } = await worker.ask({ task: 'info' }, new Budget(START_SECONDS));
    const [found, version, name] = [more['device'], more['version'], more['name']].map((each) =>
      String(each),
    );
    if (found === device) return { version: version ?? '', name: name ?? '' };
    return { missing: `no usable GPU found. ${advice}` };
  } catch (error) {
    return { missing: reasonOf(error) };
  }
}

export const ENGINE_ADVICE = `Run: ${shellCommand(['doctor', '--device', 'gpu'])}`;
