import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const depcruise = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

/** Files that each break a law, and the name of that law. */
const offences: readonly (readonly [law: string, path: string, text: string])[] = [
  ['src-core-imports-only', 'src/core/a.ts', `export { flow } from '../flow/index.ts';`],
  ['src-core-imports-only', 'src/core/b.ts', `import 'node:fs';`],
  ['src-flow-imports-only', 'src/flow/a.ts', `import type { nn } from '../nn/index.ts';`],
  ['src-flow-imports-only', 'src/flow/b.ts', `import 'sharp';`],
  ['src-engine-imports-only', 'src/engine/a.ts', `import 'rxjs';`],
  ['src-engine-imports-only', 'src/engine/b.ts', `import 'node:http';`],
  ['src-engine-reads-no-files', 'src/engine/d.ts', `import 'node:fs';`],
  ['tensorflow-is-loaded-lazily', 'src/engine/c.ts', `import '@tensorflow/tfjs-node-gpu';`],
  ['src-nn-imports-only', 'src/nn/a.ts', `import 'rxjs';`],
  ['only-engine-names-tensorflow', 'src/nn/b.ts', `import type { t } from '@tensorflow/tfjs-node-gpu';`],
  ['only-engine-names-tensorflow', 'src/io/a.ts', `import '@tensorflow/tfjs-node-gpu';`],
  ['src-files-imports-only', 'src/files/a.ts', `import 'node:fs';`],
  ['src-items-imports-only', 'src/items/a.ts', `import 'sharp';`],
  ['src-items-takes-only-types-of-files', 'src/items/b.ts', `export { files } from '../files/index.ts';`],
  ['src-batches-imports-only', 'src/batches/a.ts', `import type { files } from '../files/index.ts';`],
  ['src-steps-takes-only-types-of-batches', 'src/steps/a.ts', `import '../batches/index.ts';`],
  ['src-metrics-imports-only', 'src/metrics/a.ts', `import '../io/index.ts';`],
  ['src-learner-imports-only', 'src/learner/a.ts', `import '../reports/index.ts';`],
  ['src-learner-imports-only', 'src/learner/b.ts', `import '../io/index.ts';`],
  ['src-reports-imports-only', 'src/reports/a.ts', `import '../engine/index.ts';`],
  ['src-reports-imports-only', 'src/reports/b.ts', `import 'node:fs';`],
  ['src-reports-packages', 'src/reports/c.ts', `import 'sharp';`],
  ['src-reports-takes-only-types-of-metrics', 'src/reports/d.ts', `import '../metrics/index.ts';`],
  ['src-io-imports-no-room', 'src/io/b.ts', `import '../engine/index.ts';`],
  ['src-io-packages', 'src/io/c.ts', `import 'ink';`],
  ['src-provision-imports-io-alone', 'src/provision/a.ts', `import '../engine/index.ts';`],
  ['sharp-is-loaded-lazily', 'src/io/d.ts', `import 'sharp';`],
  ['rooms-through-their-index', 'src/nn/c.ts', `import '../engine/good.ts';`],
  ['rooms-through-their-index-from-outside', 'tui/view.tsx', `import '../src/reports/good.ts';`],
  ['only-the-edge-imports-io', 'pipelines/c.ts', `import '../src/io/index.ts';`],
  ['only-the-edge-imports-io', 'pipelines/d.ts', `import '../src/world.ts';`],
  ['src-page-imports-only', 'src/page/a.ts', `import 'rxjs';`],
  ['src-page-takes-only-types-of-export', 'src/page/b.ts', `import '../batches/index.ts';`],
  ['src-world-joins', 'src/world.ts', `import './engine/index.ts';`],
  ['src-node-joins', 'src/node.ts', `import './learner/index.ts';`],
  ['the-table-is-data', 'pipelines/table.ts', `import '../src/index.ts';`],
  ['the-help-loads-no-room', 'tui/cli/help.ts', `import 'rxjs';`],
  ['pipelines-import-only-the-public-list', 'pipelines/a.ts', `import '../src/io/index.ts';`],
  ['pipelines-import-only-the-public-list', 'pipelines/b.ts', `import 'ink';`],
  ['tui-imports-no-engine', 'tui/a.ts', `import 'sharp';`],
  ['tui-imports-words-and-reports', 'tui/b.ts', `import '../src/index.ts';`],
  ['tui-main-starts-and-shows', 'tui/main.tsx', `import '../src/index.ts'; import './c.ts';`],
  ['tui-runner-joins', 'tui/engine-process/runner.ts', `import '../../src/learner/index.ts';`],
  ['no-circle', 'src/nn/d.ts', `import './e.ts';`],
  ['no-dead-module', 'src/nn/lonely.ts', `export const lonely = 1;`],
  ['no-development-dependency', 'tui/c.ts', `import 'vitest';`],
  ['no-undeclared-package', 'tui/d.ts', `import 'undeclared';`],
  ['no-missing-file', 'tui/e.ts', `import './gone.ts';`],
  ['no-test-in-the-product', 'tui/f.ts', `import '../test/help.ts';`],
];

const rooms = ['core', 'flow', 'engine', 'nn', 'files', 'items', 'batches', 'steps', 'metrics', 'learner'];

/** Files that break no law. */
const lawful: readonly (readonly [path: string, text: string])[] = [
  ...[...rooms, 'reports', 'io'].map(
    (room) => [`src/${room}/index.ts`, `export const ${room} = 1;`] as const,
  ),
  ['src/index.ts', rooms.map((room) => `export { ${room} } from './${room}/index.ts';`).join('\n')],
  [
    'src/engine/good.ts',
    `import type { t } from '@tensorflow/tfjs-node-gpu'; import { core } from '../core/index.ts';`,
  ],
  ['src/engine/tf.ts', `import '@tensorflow/tfjs-node-gpu';`],
  ['src/nn/good.ts', `import { engine } from '../engine/index.ts'; import { core } from '../core/index.ts';`],
  [
    'src/items/good.ts',
    `import type { files } from '../files/index.ts'; import { flow } from '../flow/index.ts'; import 'rxjs';`,
  ],
  ['src/learner/good.ts', `import '../steps/index.ts'; import '../files/index.ts';`],
  [
    'src/reports/good.ts',
    `import type { metrics } from '../metrics/index.ts'; import '../flow/index.ts'; import 'rxjs';`,
  ],
  [
    'src/io/good.ts',
    `import 'node:fs'; import type { s } from 'sharp'; import 'rxjs'; import '../core/index.ts'; import '../flow/index.ts';`,
  ],
  ['pipelines/good.ts', `import '../src/index.ts'; import 'rxjs';`],
  [
    'tui/good.tsx',
    `import 'ink'; import '../src/reports/index.ts'; import '../src/flow/index.ts'; import 'node:util';`,
  ],
];

const support: readonly (readonly [path: string, text: string])[] = [
  ['src/nn/e.ts', `import './d.ts';`],
  ['test/help.ts', `export const help = 1;`],
  [
    'tsconfig.json',
    JSON.stringify({ compilerOptions: { module: 'nodenext', allowImportingTsExtensions: true } }),
  ],
  [
    'package.json',
    JSON.stringify({
      type: 'module',
      dependencies: { '@tensorflow/tfjs-node-gpu': '1', ink: '1', rxjs: '1', sharp: '1' },
      devDependencies: { vitest: '1' },
    }),
  ],
  ...['@tensorflow/tfjs-node-gpu', 'ink', 'rxjs', 'sharp', 'undeclared', 'vitest'].flatMap((name) => [
    [
      `node_modules/${name}/package.json`,
      JSON.stringify({ name, version: '1.0.0', main: 'index.js' }),
    ] as const,
    [`node_modules/${name}/index.js`, `exports.t = 1;`] as const,
  ]),
];

let folder = '';
let broken: readonly string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-laws-'));
  for (const [path, text] of [
    ...lawful,
    ...offences.map(([, path, text]) => [path, text] as const),
    ...support,
  ]) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const config = join(root, 'test/laws/imports.cjs');
  const report = await new Promise<string>((resolve) => {
    execFile(
      process.execPath,
      [depcruise, '--config', config, '--output-type', 'json', 'src', 'pipelines', 'tui'],
      { cwd: folder, maxBuffer: 1e8 },
      (_, stdout) => {
        resolve(stdout);
      },
    );
  });
  const { summary } = JSON.parse(report) as {
    summary: { violations: { from: string; to: string; rule: { name: string } }[] };
  };
  // no-dead-module reports the entry point as `from` and the dead file as `to`.
  broken = summary.violations.map(
    ({ from, to, rule }) => `${rule.name} ${rule.name === 'no-dead-module' ? to : from}`,
  );
}, 60_000);

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test.each(offences)('%s is reported for %s', (law, path) => {
  expect(broken).toContain(`${law} ${path}`);
});

test.each(lawful)('%s breaks no law', (path) => {
  const others = broken.filter((line) => !line.startsWith('no-dead-module '));
  expect(others.filter((line) => line.endsWith(` ${path}`))).toEqual([]);
});
