import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** What a runtime computes. */
export interface Request {
  /** The folder of the exported model. */
  readonly folder: string;
  /** What the model receives: prepared pixels as floats or bytes, or files. */
  readonly input: 'pixels' | 'bytes' | 'files';
  /** A file of float32 numbers, RGB in 0..1, `[N, H, W, 3]`. */
  readonly pixels: string;
  readonly shape: readonly number[];
  /** The paths of the images. */
  readonly files: readonly string[];
  /** Whether TensorFlow converts the model to LiteRT first. */
  readonly lite?: boolean;
}

/** What a runtime computed. */
export interface Answer {
  /** A row for each image. */
  readonly probabilities: readonly (readonly number[])[];
  readonly logits: readonly (readonly number[])[];
  /** The seconds in which the model was loaded. */
  readonly loadSeconds: number;
  /** The bytes of a model that the runtime converted. */
  readonly bytes?: number;
}

/** A process that answers requests, one after the other. */
export interface Worker extends Disposable {
  readonly ask: (request: Request) => Promise<Answer>;
}

/** Starts a Python program that reads requests and writes answers, as lines of JSON. */
export async function pythonWorker(python: string, program: string): Promise<Worker> {
  const child = spawn(python, [program], {
    stdio: ['pipe', 'pipe', process.env['PEERS_LOG'] === undefined ? 'ignore' : 'inherit'],
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' },
  });
  await once(child, 'spawn');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    ask: async (request) => {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const next = await lines.next();
      if (next.done === true) throw new Error(`${program} ended`);
      const answer = JSON.parse(next.value) as Answer | { readonly error: string };
      if ('error' in answer) throw new Error(answer.error);
      return answer;
    },
    [Symbol.dispose]: () => {
      child.stdin.end();
      child.kill();
    },
  };
}
