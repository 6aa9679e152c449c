import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loaderArguments } from '../../src/io/index.ts';
import { engineEnvironment } from '../../src/provision/engine/index.ts';
import { Side } from './side.ts';

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Starts a worker in the environment of Millrace's engine process. */
const nodeSide = (worker: string, device: 'gpu' | 'cpu' = 'cpu'): Side =>
  new Side(process.execPath, [...loaderArguments(), file(worker)], engineEnvironment({ device }));

export const millraceSide = (): Side => nodeSide('millrace-worker.ts');

export const predictSide = (): Side => nodeSide('predict-worker.ts');

export const stockSide = (): Side => nodeSide('stock-worker.ts');

/** The worker for the comparison on a GPU. */
export const millraceGpuSide = (device: 'gpu' | 'cpu'): Side => nodeSide('gpu/gpu-worker.ts', device);

/** PyTorch on a GPU, or on one core: more would wait for each other where other programs use them. */
export const torchSide = (python: string, device: 'gpu' | 'cpu'): Side =>
  new Side(
    python,
    [file('peers/torch_gpu_worker.py')],
    device === 'cpu' ? { CUDA_VISIBLE_DEVICES: '-1', OMP_NUM_THREADS: '1' } : {},
  );

/** PyTorch on all cores. */
export const fastaiSide = (python: string): Side =>
  new Side(python, [file('peers/fastai_worker.py')], { BENCH_THREADS: `${availableParallelism()}` });

/** The run folder of the benchmark. */
export const runFolder = (): string => join(tmpdir(), `millrace-bench-${process.pid}`);

/** Returns the arguments for Node that run Millrace's command line. */
export const commandLine = (...args: readonly string[]): readonly string[] => [
  ...loaderArguments(),
  file('../../tui/millrace.ts'),
  ...args,
];
