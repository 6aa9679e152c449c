import { fileURLToPath } from 'node:url';
import { pythonWith, type PythonPeers } from '../support/python-peers.ts';
import { BROWSER_BACKENDS } from './browser.ts';
import { browserWorker } from './browser-worker.ts';
import { pythonWorker, type Worker } from './worker.ts';

/** A program that runs exported models: one in Python, or a backend of TensorFlow.js in Chromium. */
export type Runtime = keyof typeof PYTHON_RUNTIMES | (typeof BROWSER_BACKENDS)[number];

const NUMPY = '2.4.6';

/** The published packages of TensorFlow for the CPU alone are a third of the size. */
const tensorflow = process.platform === 'linux' && process.arch === 'x64' ? 'tensorflow-cpu' : 'tensorflow';

/** The packages of the runtimes in Python. */
export const PYTHON_RUNTIMES = {
  onnx: {
    name: 'peers',
    packages: { onnx: '1.23.2', onnxruntime: '1.31.1', numpy: NUMPY, pillow: '13.0.0' },
    amount: 'about 60 MB to download, 230 MB unpacked',
  },
  tensorflow: {
    name: 'peers',
    packages: { [tensorflow]: '2.21.0', 'ai-edge-litert': '2.3.0', numpy: NUMPY },
    amount: 'about 360 MB to download, 1.7 GB unpacked',
  },
  timm: {
    name: 'peers',
    packages: { torch: '2.15.0', torchvision: '0.29.2', timm: '1.0.31', numpy: NUMPY },
    amount: 'about 3.1 GB to download, 5.5 GB unpacked',
  },
} satisfies Readonly<Record<string, PythonPeers>>;

/** The names of all runtimes. */
export const runtimeNames: readonly Runtime[] = ['onnx', 'tensorflow', 'timm', ...BROWSER_BACKENDS];

/** Starts a runtime; installs it first if necessary, and says so. */
export async function startRuntime(runtime: Runtime, say: (line: string) => void): Promise<Worker> {
  if (runtime === 'webgl' || runtime === 'wasm') return browserWorker(runtime);
  const python = await pythonWith(PYTHON_RUNTIMES[runtime], say);
  return pythonWorker(python, fileURLToPath(new URL(`${runtime}_worker.py`, import.meta.url)));
}
