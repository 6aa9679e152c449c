/**
 * Builds the package into `dist`: compiled JavaScript with types, one file in, one out, and what it carries of others.
 * `npm run build && npm pack` makes the tarball.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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
carryBinding(root, join(dist, 'binding'));
writeFileSync(
  join(dist, 'THIRD-PARTY-NOTICES.md'),
  `# Third-party notices

This package carries code of others in \`dist/binding\`: the JavaScript and C++ sources of @tensorflow/tfjs-node-gpu, and
gradients and chained ops of @tensorflow/tfjs-core. Copyright Google LLC and contributors, Apache License 2.0
(\`dist/binding/LICENSE\`); \`dist/binding/CHANGES.md\` lists what was changed. \`dist/binding/include\` holds the headers of
node-api-headers (MIT, \`dist/binding/include/LICENSE\`).

Everything else that it uses is a dependency, installed from the registry with a licence of its own. TensorFlow itself
(Apache License 2.0) is downloaded from PyPI on first use.
`,
);
