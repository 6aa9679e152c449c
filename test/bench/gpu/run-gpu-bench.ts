import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { isImageName, messageOf } from '../../../src/core/index.ts';
import { installedPeers, preparePython } from '../peers/peers.ts';
import { millraceGpuSide, runFolder, torchSide } from '../sides.ts';
import { measureBook } from './book-part.ts';
import { Budget } from './budget.ts';
import { measureEpoch } from './epoch-part.ts';
import type { GpuBench } from './gpu-bench.ts';
import { gpuHelp, parseGpuOptions, type GpuOptions } from './gpu-options.ts';
import { dryPlan, fullPlan } from './gpu-plan.ts';
import { gpuTable, ratioOf, type GpuRow } from './gpu-table.ts';
import { measureSteps } from './steps-part.ts';
import { ENGINE_ADVICE, findGpu, findWorker, missingEngine } from './requirements.ts';

type Say = (line: string) => void;

/** Runs `npm run bench -- --gpu`; returns the exit code. */
export async function runGpuBench(args: readonly string[], say: Say): Promise<number> {
  const options = parseGpuOptions(args);
  if (options === null) {
    process.stdout.write(gpuHelp);
    return 0;
  }
  if ('length' in options) {
    const gpu = args.includes('cpu') ? null : await findGpu();
    const more = gpu !== null && 'missing' in gpu ? [gpu.missing] : [];
    say([...options, ...more, 'See npm run bench -- --gpu --help'].join('\n'));
    return 2;
  }
  const plan = options.dryRun ? dryPlan : fullPlan;
  const whole = new Budget(plan.total);
  const problem = await missing(options);
  if (problem !== null) {
    say(problem);
    return 2;
  }
  const left = whole.left();
  const python = await findPython(options, say);
  // The installation is not counted.
  await compare(options, { plan, python, budget: new Budget(left), say });
  return 0;
}

/** Returns what is missing for the device, and what to do; null if nothing is. */
async function missing({ device }: GpuOptions): Promise<string | null> {
  const gpu = device === 'gpu' ? await findGpu() : null;
  if (gpu !== null && 'missing' in gpu) return gpu.missing;
  const engine = missingEngine(device);
  if (engine !== null) return engine;
  const worker = await findWorker(() => millraceGpuSide(device), device, ENGINE_ADVICE);
  return 'missing' in worker ? `Millrace's engine: ${worker.missing}` : null;
}

/** The file of a Python with the peer, or why there is none. */
type Python = { readonly file: string } | { readonly missing: string };

interface Comparison extends Pick<GpuBench, 'plan' | 'say'> {
  readonly python: Python;
  readonly budget: Budget;
}

async function compare(
  { data, device, json }: GpuOptions,
  { plan, python, budget, say }: Comparison,
): Promise<void> {
  const startTorch = (file: string) => () => torchSide(file, device);
  const torch =
    'file' in python
      ? await findWorker(
          startTorch(python.file),
          device === 'gpu' ? 'cuda' : 'cpu',
          'Give a --python whose CUDA suits the driver.',
        )
      : python;
  const machine = [
    await describeMachine(device),
    'missing' in torch ? 'no PyTorch' : `PyTorch ${torch.version}`,
  ];
  const rows: GpuRow[] = [];
  const bench: GpuBench = {
    plan,
    data,
    runFolder: runFolder(),
    startOurs: () => millraceGpuSide(device),
    startPeer:
      'missing' in torch ? torch.missing : 'file' in python ? startTorch(python.file) : python.missing,
    hasGpu: device === 'gpu',
    say: (line) => say(`${line} (${Math.ceil(budget.left())} s left)`),
    add: (...more) => {
      rows.push(...more);
      // After each part: if a later one fails, the earlier ones are kept.
      writeFileSync(json, `${JSON.stringify({ machine, rows: rows.map(withRatio) }, null, 2)}\n`);
    },
  };
  try {
    await measureSteps(bench, budget.part(plan.steps));
    await measureEpoch(bench, budget.part(plan.epoch));
    await measureBook(bench, budget, countImages(data));
  } finally {
    await rm(bench.runFolder, { recursive: true, force: true });
    process.stdout.write(`${machine.join('; ')}\n\n${gpuTable(rows)}\n`);
  }
}

const withRatio = (row: GpuRow): object => ({ ...row, ratio: ratioOf(row) });

async function describeMachine(device: string): Promise<string> {
  const gpu = device === 'gpu' ? await findGpu() : null;
  return gpu === null || 'missing' in gpu ? 'on the CPU' : `${gpu.name}, driver ${gpu.version}`;
}

/** Returns the Python with the peer; a dry run installs none. */
async function findPython({ python, dryRun }: GpuOptions, say: Say): Promise<Python> {
  if (python !== undefined)
    return existsSync(python) ? { file: python } : { missing: `--python: no file ${python}` };
  if (dryRun) {
    const file = installedPeers();
    return file === null ? { missing: 'not installed: a dry run installs nothing' } : { file };
  }
  try {
    return { file: await preparePython(say) };
  } catch (error) {
    return { missing: messageOf(error) };
  }
}

const countImages = (folder: string): number =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(isImageName).length;
