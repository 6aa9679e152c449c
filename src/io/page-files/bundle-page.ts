import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { at } from '../../core/index.ts';
import { PAGE_FILES, type PageFile } from './page-file.ts';

const NOTICE =
  '/*! Millrace, Apache-2.0. Includes TensorFlow.js: Copyright Google LLC, Apache-2.0, http://www.apache.org/licenses/LICENSE-2.0 */';

/** Only what the page imports of the rooms of Millrace is bundled: their modules do nothing when they are loaded. */
const ownModules: Plugin = {
  name: 'own modules',
  setup: (bundle) => {
    bundle.onResolve({ filter: /^\.\.?\/.*\.ts$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path),
      sideEffects: false,
    }));
    // Of modules that the page imports nothing from.
    bundle.onResolve({ filter: /^node:/ }, ({ path }) => ({ path, external: true, sideEffects: false }));
  },
};

/** Bundles the script of the exported page from its sources, and returns it with the files that it loads. Needs a clone. */
export async function bundlePage(): Promise<readonly PageFile[]> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../../page/main.ts', import.meta.url))],
    write: false,
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    mainFields: ['module', 'main'],
    legalComments: 'none',
    banner: { js: NOTICE },
    plugins: [ownModules],
    // Of modules that the page imports nothing from.
    logOverride: { 'empty-import-meta': 'silent' },
    logLevel: 'warning',
  });
  const script = outputFiles.map(({ contents }) => contents);
  const wasm = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json'));
  const contents = [...script, readFileSync(join(wasm, 'dist', 'tfjs-backend-wasm-simd.wasm'))];
  return PAGE_FILES.map((name, i) => ({ name, content: at(contents, i) }));
}
