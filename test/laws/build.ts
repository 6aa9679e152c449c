/**
 * Builds the package into `dist`: JavaScript and declarations, one file per source file, and the bundled third-party
 * code. `npm run build && npm pack` creates the tarball.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { configSchema } from './config-schema.ts';
import { guideFiles } from '../../tui/cli/guides.ts';
import { commands } from '../../tui/cli/commands.ts';
import { table } from '../../tui/cli/tables.ts';
import { bundlePage } from '../../src/io/page-files/bundle-page.ts';
import { carryBinding } from './carry-binding.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const dist = join(root, 'dist');
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');

rmSync(dist, { recursive: true, force: true });
execFileSync(process.execPath, [tsc, '-p', join(root, 'test/laws/tsconfig.build.json')], {
  stdio: 'inherit',
});
const native = join('src', 'engine', 'native');
cpSync(join(root, native), join(dist, native), { recursive: true });
for (const guide of guideFiles.values()) cpSync(join(root, guide), join(dist, guide));
writeFileSync(
  join(dist, 'millrace.schema.json'),
  `${JSON.stringify(configSchema(table, commands), null, 2)}\n`,
);
carryBinding(root, join(dist, 'binding'));
mkdirSync(join(dist, 'page'));
for (const { name, content } of await bundlePage()) writeFileSync(join(dist, 'page', name), content);
writeFileSync(
  join(dist, 'THIRD-PARTY-NOTICES.md'),
  `# Third-party notices

This package includes third-party code in \`dist/binding\`: the JavaScript and C++ sources of @tensorflow/tfjs-node-gpu, and
the gradients and chained ops of @tensorflow/tfjs-core. Copyright Google LLC and contributors, Apache License 2.0
(\`dist/binding/LICENSE\`); \`dist/binding/CHANGES.md\` lists the changes. \`dist/binding/include\` holds the headers of
node-api-headers (MIT, \`dist/binding/include/LICENSE\`).

\`dist/page\`, the script of exported web pages, includes TensorFlow.js 4.22.0, bundled and minified by esbuild, and libraries
that it uses: \`dist/page/LICENSES.txt\` holds their notices and licences.

All other code that it uses is installed as npm dependencies, under their own licences. TensorFlow itself
(Apache License 2.0) is downloaded from PyPI on first use.
`,
);
