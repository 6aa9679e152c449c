import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../../src/provision/engine/index.ts';

const run = promisify(execFile);

/** The npm package with the Node binary of this platform. */
const NODE = `node-${process.platform}-${process.arch}`;

/** Returns the folder of a package and its dependencies: not in Millrace's cache, whose content users can list. */
const folderOf = (spec: string): string =>
  join(`${cacheFolder(process.env)}-toolchains`, spec.replace('@', '-'));

/** Versions of Node and npm; `20.19` means the newest 20.19 at the time of the download. */
export interface Toolchain {
  readonly node: string;
  readonly npm: string;
}

const specsOf = ({ node, npm }: Toolchain): readonly string[] => [`${NODE}@${node}`, `npm@${npm}`];

/** Returns the packages of the toolchains that are not downloaded yet. */
export const missingPackages = (toolchains: readonly Toolchain[]): readonly string[] =>
  [...new Set(toolchains.flatMap(specsOf))].filter((spec) => !existsSync(folderOf(spec)));

/** Downloads a package with npm, once per machine. npm verifies its integrity. */
export async function fetchPackage(spec: string): Promise<void> {
  const folder = folderOf(spec);
  const partial = `${folder}.partial-${process.pid}`;
  await mkdir(dirname(folder), { recursive: true });
  try {
    await run('npm', [
      ...['install', '--prefix', partial, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', spec],
    ]);
    await rename(partial, folder);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** The programs of a toolchain. */
export interface LinkedToolchain {
  /** The exact versions, `Node 20.19.6, npm 10.9.9`. */
  readonly name: string;
  /** A folder that holds `node`, `npm` and `npx`, for the front of the PATH. */
  readonly programs: string;
}

/** Creates a folder with links to the programs of a toolchain. */
export function linkToolchain(toolchain: Toolchain, parent: string): LinkedToolchain {
  const [node = '', npm = ''] = specsOf(toolchain).map((spec) => join(folderOf(spec), 'node_modules'));
  const programs = mkdtempSync(join(parent, 'programs-'));
  symlinkSync(join(node, NODE, 'bin', 'node'), join(programs, 'node'));
  for (const name of ['npm', 'npx'])
    symlinkSync(join(npm, 'npm', 'bin', `${name}-cli.js`), join(programs, name));
  return { name: `Node ${versionOf(join(node, NODE))}, npm ${versionOf(join(npm, 'npm'))}`, programs };
}

function versionOf(folder: string): string {
  const manifest = readFileSync(join(folder, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { readonly version: string }).version;
}
