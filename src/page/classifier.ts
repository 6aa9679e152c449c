import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-backend-webgl';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';

/** A loaded model. */
export interface Classifier {
  /** The name of the backend: `WebGL` or `WebAssembly`. */
  readonly backend: string;
  /** Returns the probabilities of the classes. @param image RGB in 0..255, `[H, W, 3]` */
  readonly classify: (image: Float32Array) => Promise<Float32Array>;
}

const BACKENDS = { webgl: 'WebGL', wasm: 'WebAssembly' } as const;
type Backend = keyof typeof BACKENDS;

/**
 * Loads the model beside the page, and computes once, so that the first image is answered fast. Rejects if a file is
 * missing, or the browser has neither WebGL nor WebAssembly.
 *
 * @param size of the images, in pixels
 * @param wanted `webgl` or `wasm`; null chooses WebGL where it is fast and exact, else WebAssembly
 * @param onProgress receives the loaded fraction, 0..1
 */
export async function loadClassifier(
  size: readonly [height: number, width: number],
  wanted: string | null,
  onProgress: (fraction: number) => void,
): Promise<Classifier> {
  setWasmPaths(new URL('.', location.href).href);
  // More threads need headers that few static servers send.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  const backend = await startBackend(wanted);
  const model = await loadLayersModel(new URL('model.json', location.href).href, {
    onProgress,
    fetchFunc: fetched,
  });
  const classify: Classifier['classify'] = async (image) => {
    const output = tf.tidy(() => model.predict(tf.tensor4d(image, [1, ...size, 3])) as tf.Tensor);
    try {
      return await output.data<'float32'>();
    } finally {
      output.dispose();
    }
  };
  await classify(new Float32Array(size[0] * size[1] * 3));
  return { backend: BACKENDS[backend], classify };
}

/** Loads a file; rejects if the server does not have it. */
async function fetched(...request: Parameters<typeof fetch>): Promise<Response> {
  const response = await fetch(...request);
  if (!response.ok) throw new Error(`HTTP status ${response.status} for ${response.url}`);
  return response;
}

async function startBackend(wanted: string | null): Promise<Backend> {
  const names: readonly Backend[] = wanted === 'wasm' || wanted === 'webgl' ? [wanted] : ['webgl', 'wasm'];
  for (const name of names) if (await hasStarted(name, wanted !== null)) return name;
  if (wanted === null && (await hasStarted('webgl', true))) return 'webgl';
  throw new Error('This browser has neither WebGL nor WebAssembly, one of which computes the answer.');
}

async function hasStarted(name: Backend, isWanted: boolean): Promise<boolean> {
  try {
    if (!(await tf.setBackend(name))) return false;
    return name !== 'webgl' || isWanted || isFastAndExact();
  } catch {
    return false;
  }
}

/** Whether WebGL computes in 32 bits, as some phones do not, and on a graphics processor, not in software. */
function isFastAndExact(): boolean {
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
  const info = gl?.getExtension('WEBGL_debug_renderer_info') ?? null;
  const renderer = info === null ? '' : String(gl?.getParameter(info.UNMASKED_RENDERER_WEBGL));
  gl?.getExtension('WEBGL_lose_context')?.loseContext();
  return tf.env().getBool('WEBGL_RENDER_FLOAT32_ENABLED') && !/swiftshader|llvmpipe|software/i.test(renderer);
}
