/**
 * Builds the package into `dist`: compiled JavaScript with types, one file in, one out, and what it carries of others.
 * `npm run build && npm pack` makes the tarball.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
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
