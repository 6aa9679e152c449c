import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { at } from '../../src/core/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { classifyInBrowser, type BROWSER_BACKENDS } from './browser.ts';
import type { Request, Worker } from './worker.ts';

/** Returns a worker that classifies images by the exported page in Chromium, each time in a new one. */
export const browserWorker = (backend: (typeof BROWSER_BACKENDS)[number]): Worker => ({
  ask: async (request) => {
    using temporary = temporaryFolder();
    const { folder, input, files } = request;
    const images = input === 'files' ? files : await writePixels(temporary.path, request);
    const { probabilities, loadSeconds, problems } = await classifyInBrowser({ folder, images, backend });
    if (problems.length > 0) throw new Error(problems.join('; '));
    return { probabilities, logits: [], loadSeconds };
  },
  [Symbol.dispose]: () => {},
});

/** Writes prepared pixels as PNG files, which a page keeps as they are, and resolves with their paths. */
async function writePixels(folder: string, { pixels, shape }: Request): Promise<readonly string[]> {
  const [count, height, width, channels] = [at(shape, 0), at(shape, 1), at(shape, 2), 3] as const;
  const { buffer } = new Uint8Array(readFileSync(pixels));
  const bytes = Uint8Array.from(new Float32Array(buffer), (value) => Math.round(255 * value));
  const size = height * width * channels;
  return Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const path = join(folder, `${i}.png`);
      const raw = { height, width, channels };
      await sharp(bytes.subarray(i * size, (i + 1) * size), { raw })
        .png()
        .toFile(path);
      return path;
    }),
  );
}
