import { createRequire } from 'node:module';
import type * as TensorFlow from '@tensorflow/tfjs-node-gpu';
import { MillraceError } from '../core/index.ts';

type TensorFlowModule = typeof TensorFlow;

let loaded: TensorFlowModule | undefined;

/** Loads TensorFlow, once. Errors with EngineUnavailable where the engine is not prepared. */
export function loadTensorFlow(): TensorFlowModule {
  if (loaded !== undefined) return loaded;
  const require = createRequire(import.meta.url);
  restoreUtilities(require('node:util') as Record<string, unknown>);
  try {
    loaded = require('@tensorflow/tfjs-node-gpu') as TensorFlowModule;
  } catch (cause) {
    throw new MillraceError(
      {
        _tag: 'EngineUnavailable',
        where: 'engine',
        expected: 'the TensorFlow engine, prepared on this machine',
        received: cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause),
        advice: 'Run: npm start -- doctor --prepare',
      },
      { cause },
    );
  }
  return loaded;
}

/** tfjs-node 4.22 calls two functions that Node 23 removed. */
function restoreUtilities(target: Record<string, unknown>): void {
  target['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined;
  target['isArray'] ??= (value: unknown) => Array.isArray(value);
}

/**
 * The functions of TensorFlow.js, e.g. `tf.add(a, b)`. Importing it loads nothing: TensorFlow is loaded when the first
 * function is looked up.
 */
export const tf: TensorFlowModule = new Proxy({} as TensorFlowModule, {
  get: (_, name) => Reflect.get(loadTensorFlow(), name) as unknown,
  has: (_, name) => Reflect.has(loadTensorFlow(), name),
});
