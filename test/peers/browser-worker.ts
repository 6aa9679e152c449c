import { classifyInBrowser, type BROWSER_BACKENDS } from './browser.ts';
import type { Worker } from './worker.ts';

/** Returns a worker that classifies files by the exported page in Chromium, each time in a new one. */
export const browserWorker = (backend: (typeof BROWSER_BACKENDS)[number]): Worker => ({
  ask: async ({ folder, files }) => {
    const { probabilities, loadSeconds, problems } = await classifyInBrowser({
      folder,
      images: files,
      backend,
    });
    if (problems.length > 0) throw new Error(problems.join('; '));
    return { probabilities, logits: [], loadSeconds };
  },
  [Symbol.dispose]: () => {},
});
