import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { PackageProject } from '../../support/package-project.ts';

const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall'];
const MAX_BYTES = 250e6;

export function installationTests(project: () => PackageProject): void {
  test.each(['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs', 'tsx', 'esbuild', 'typescript'])(
    'does not install %s',
    (name) => {
      expect(existsSync(project().at('node_modules', name))).toBe(false);
    },
  );

  test('installs no package with an install script, which npm may block', () => {
    const tree = JSON.parse(readFileSync(project().at('node_modules', '.package-lock.json'), 'utf8')) as {
      readonly packages: Readonly<Record<string, unknown>>;
    };
    const packages = Object.keys(tree.packages);
    expect(packages).toContain('node_modules/millrace');
    expect(packages.filter((path) => hasInstallScript(project().at(path)))).toEqual([]);
  });

  test('takes at most 250 MB', () => {
    expect(bytesOf(project().at('node_modules'))).toBeLessThan(MAX_BYTES);
  });
}

/** Whether npm runs code of a package on installation: npm also compiles packages with a `binding.gyp`. */
function hasInstallScript(folder: string): boolean {
  const { scripts = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly scripts?: object;
  };
  return existsSync(join(folder, 'binding.gyp')) || INSTALL_SCRIPTS.some((name) => name in scripts);
}

/** Returns the disk usage of a folder, as `du` counts it. */
const bytesOf = (path: string): number => {
  const stats = lstatSync(path);
  const inside = stats.isDirectory() ? readdirSync(path).map((name) => bytesOf(join(path, name))) : [];
  return inside.reduce((sum, bytes) => sum + bytes, 512 * stats.blocks);
};
