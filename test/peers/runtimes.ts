import { fileURLToPath } from 'node:url';
import { pythonWith, type PythonPeers } from '../support/python-peers.ts';
import { pythonWorker, type Worker } from './worker.ts';

/** A program that runs exported models. */
export interface Runtime {
  readonly name: 'onnx' | 'tensorflow' | 'timm';
  readonly peers: PythonPeers;
}

const NUMPY = '2.4.6';

/** The published packages of TensorFlow for the CPU alone are a third of the size. */
const tensorflow = process.platform === 'linux' && process.arch === 'x64' ? 'tensorflow-cpu' : 'tensorflow';

/** The runtimes in Python. */
export const RUNTIMES = {
  onnx: {
    name: 'onnx',
    peers: {
      name: 'peers',
      packages: { onnx: '1.23.2', onnxruntime: '1.31.1', numpy: NUMPY, pillow: '13.0.0' },
      amount: 'about 60 MB to download, 230 MB unpacked',
    },
  },
  tensorflow: {
    name: 'tensorflow',
    peers: {
      name: 'peers',
      packages: { [tensorflow]: '2.21.0', 'ai-edge-litert': '2.3.0', numpy: NUMPY },
      amount: 'about 360 MB to download, 1.7 GB unpacked',
    },
  },
  timm: {
    name: 'timm',
    peers: {
      name: 'peers',
      packages: { torch: '2.15.0', torchvision: '0.29.2', timm: '1.0.31', numpy: NUMPY },
      amount: 'about 3.1 GB to download, 5.5 GB unpacked',
    },
  },
} satisfies Readonly<Record<Runtime['name'], Runtime>>;

/** Starts a runtime; installs it first if necessary, and says so. */
export async function startRuntime({ name, peers }: Runtime, say: (line: string) => void): Promise<Worker> {
  const python = await pythonWith(peers, say);
  return pythonWorker(python, fileURLToPath(new URL(`${name}_worker.py`, import.meta.url)));
}
