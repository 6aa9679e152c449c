import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as TensorFlow from '@tensorflow/tfjs-core';
import { at, engineUnavailable, isClone, MillraceError, shellCommand } from '../core/index.ts';
import { withoutStderr } from './without-stderr.ts';

type TensorFlowModule = typeof TensorFlow;

/** The export of tfjs-node that runs TensorFlow.js's kernels on the binding. */
interface KernelBackend {
  readonly NodeJSKernelBackend: new (binding: unknown, packageName: string) => TensorFlow.KernelBackend;
}

const PACKAGE = '@tensorflow/tfjs-node-gpu';
const BACKEND = 'tensorflow';
/** Marks Millrace's backend. A process may hold Millrace twice, by import and by require, but one TensorFlow.js. */
const OURS = Symbol.for('millrace.backend');

const require = createRequire(import.meta.url);
let loaded: TensorFlowModule | undefined;

/**
 * Loads TensorFlow once, through the binding that the environment variable `MILLRACE_BINDING` names. Throws
 * EngineUnavailable if the engine is not prepared.
 */
export function loadTensorFlow(): TensorFlowModule {
  if (loaded !== undefined) return loaded;
  try {
    loaded = withoutStderr(load);
  } catch (cause) {
    throw new MillraceError(
      engineUnavailable(
        'engine',
        'a prepared TensorFlow engine',
        cause instanceof Error ? at(cause.message.split('\n'), 0) : String(cause),
        `Run: ${shellCommand(['doctor', '--prepare'])}`,
      ),
      { cause },
    );
  }
  return loaded;
}

function load(): TensorFlowModule {
  const path = process.env['MILLRACE_BINDING'];
  if (path === undefined)
    throw new Error('MILLRACE_BINDING is not set (nodeWorld() and the command line set it)');
  const tfjs = require('@tensorflow/tfjs-core') as TensorFlowModule;
  const registered = tfjs.findBackend(BACKEND) as object | null;
  if (registered !== null && Reflect.has(registered, OURS)) return tfjs;
  const binding: unknown = require(path);
  if (isClone) restoreUtilities(require('node:util') as Record<string, unknown>);
  const folder = join(bindingPackage(), 'dist');
  require(join(folder, 'register_all_kernels.js'));
  const { NodeJSKernelBackend } = require(join(folder, 'nodejs_kernel_backend.js')) as KernelBackend;
  const backend = Object.assign(new NodeJSKernelBackend(binding, PACKAGE), { [OURS]: true });
  // Kernels are registered for this name: a backend that another package registered under it would silently be used.
  if (!tfjs.registerBackend(BACKEND, () => backend))
    throw new Error(
      `another TensorFlow.js backend is registered as "${BACKEND}": do not load tfjs-node alongside Millrace`,
    );
  // The backend already exists, so it is set before the promise is returned.
  void tfjs.setBackend(BACKEND);
  return tfjs;
}

/** Returns the folder of tfjs-node's JavaScript: a development dependency, which `npm run build` copies. */
const bindingPackage = (): string =>
  isClone
    ? dirname(require.resolve(`${PACKAGE}/package.json`))
    : fileURLToPath(new URL('../../binding', import.meta.url));

/** Restores two functions that tfjs-node 4.22 calls and Node 23 removed; the published package calls neither. */
function restoreUtilities(target: Record<string, unknown>): void {
  target['isNullOrUndefined'] = (value: unknown) => value === null || value === undefined;
  target['isArray'] = (value: unknown) => Array.isArray(value);
}

/**
 * The functions of TensorFlow.js (`@tensorflow/tfjs-core`), for example `tf.add(a, b)`.
 *
 * TensorFlow is loaded when the first function is looked up, which throws EngineUnavailable if the engine is not
 * prepared on this machine. The types `Scalar`, `Tensor`, `Tensor1D` … `Tensor4D` are exported beside it.
 *
 * @category Tensors
 */
export const tf: TensorFlowModule = new Proxy({} as TensorFlowModule, {
  get: (_, name) => Reflect.get(loadTensorFlow(), name) as unknown,
  has: (_, name) => Reflect.has(loadTensorFlow(), name),
});
