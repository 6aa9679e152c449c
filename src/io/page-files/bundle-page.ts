import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile, type Plugin } from 'esbuild';
import { at } from '../../core/index.ts';
import { PAGE_FILES, type PageFile } from './page-file.ts';
import { pageLicenses } from './page-licenses.ts';

const NOTICE = '/*! Millrace and TensorFlow.js, Apache-2.0. All notices and licences: LICENSES.txt */';

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

/**
 * Bundles the script of the exported page from its sources, and returns it with the files that it loads and the licences.
 * Needs a clone.
 */
export async function bundlePage(): Promise<readonly PageFile[]> {
  const { outputFiles, metafile } = await build({
    entryPoints: [fileURLToPath(new URL('../../page/main.ts', import.meta.url))],
    write: false,
    metafile: true,
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    mainFields: ['module', 'main'],
    // They are in LICENSES.txt.
    legalComments: 'none',
    banner: { js: NOTICE },
    plugins: [ownModules],
    // Of modules that the page imports nothing from.
    logOverride: { 'empty-import-meta': 'silent' },
    logLevel: 'warning',
  });
  const wasm = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json'));
  const contents: Readonly<Record<(typeof PAGE_FILES)[number], Uint8Array>> = {
    'page.js': at(outputFiles, 0).contents,
    'tfjs-backend-wasm-simd.wasm': readFileSync(join(wasm, 'dist', 'tfjs-backend-wasm-simd.wasm')),
    'LICENSES.txt': Buffer.from(pageLicenses(packagesOf(metafile))),
  };
  return PAGE_FILES.map((name) => ({ name, content: contents[name] }));
}

/** Returns the names of the packages whose code is in the bundle. */
function packagesOf({ outputs }: Metafile): ReadonlySet<string> {
  const paths = Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs));
  const names = paths.map((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]);
  return new Set(names.filter((name) => name !== undefined));
}
