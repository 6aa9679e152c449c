import { statSync } from 'node:fs';
import { parseArgs } from 'node:util';

/** The options of the comparison on a GPU. */
export interface GpuOptions {
  readonly data: string;
  readonly device: 'gpu' | 'cpu';
  readonly dryRun: boolean;
  /** Undefined for a virtual environment of the benchmark. */
  readonly python: string | undefined;
  readonly json: string;
}

export const gpuHelp = `npm run bench -- --gpu --data DIR [options]

Compares Millrace with PyTorch and fastai (AMP, channels last) on an NVIDIA GPU, alternating between the two, and prints one
table: training steps in three precisions, an epoch, memory, and the book's epoch. Takes at most 8 minutes. Before, on first
use, downloads PyTorch and fastai (about 3 GB, 6 GB unpacked) into Millrace's cache folder; without them, Millrace alone is
measured. Exits with 2 if there is no GPU.

  --data DIR      images, one folder per class
  --python FILE   a Python that has torch and fastai, such as one whose CUDA suits an older driver
  --json FILE     where to write all values (default bench-gpu.json)
  --dry-run       tiny sizes and one repeat: tests the benchmark; downloads nothing
  --device cpu    with --dry-run: without a GPU

  npm run bench -- --gpu --data imagenette2-160/train
  npm run bench -- --gpu --data imagenette2-160/train --device cpu --dry-run
`;

/** Parses the arguments. Returns the options, or all mistakes, or null if help is requested. */
export function parseGpuOptions(args: readonly string[]): GpuOptions | readonly string[] | null {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        gpu: { type: 'boolean' },
        data: { type: 'string' },
        device: { type: 'string', default: 'gpu' },
        'dry-run': { type: 'boolean', default: false },
        python: { type: 'string' },
        json: { type: 'string', default: 'bench-gpu.json' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }));
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
  if (values.help) return null;
  const { data, device, 'dry-run': dryRun, python, json } = values;
  const isFolder = data !== undefined && statSync(data, { throwIfNoEntry: false })?.isDirectory() === true;
  const mistakes = [
    ...(isFolder ? [] : [`--data: expected a folder of class folders, received ${data ?? 'nothing'}`]),
    ...(device === 'gpu' || device === 'cpu' ? [] : [`--device: expected gpu or cpu, received "${device}"`]),
    ...(device === 'cpu' && !dryRun ? ['--device cpu: expected with --dry-run only'] : []),
  ];
  if (mistakes.length > 0 || data === undefined) return mistakes;
  return { data, device: device === 'cpu' ? 'cpu' : 'gpu', dryRun, python, json };
}
