import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../../src/io/support/files.ts';

/** Python packages for a comparison. */
export interface PythonPeers {
  /** The name of the folder in the cache, before the versions. */
  readonly name: string;
  /** The version of each package. */
  readonly packages: Readonly<Record<string, string>>;
  /** How much the installation downloads and unpacks, as a text. */
  readonly amount: string;
}

/**
 * Returns the Python of a virtual environment with the packages, in Millrace's cache folder; creates it on first use, and says
 * what it installs. A mark file shows that it is complete: an interrupted installation starts again.
 */
export async function pythonWith(peers: PythonPeers, say: (line: string) => void): Promise<string> {
  const installed = installedPython(peers);
  if (installed !== null) return installed;
  const { folder, python, mark, versions } = placeOf(peers);
  say(`Installing ${versions.join(', ')} with pip into ${folder}: ${peers.amount}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await run('python3', ['-m', 'venv', folder]);
  const pinned = Object.entries(peers.packages).map(([each, version]) => `${each}==${version}`);
  await run(python, ['-m', 'pip', 'install', '--no-cache-dir', '--quiet', ...pinned]);
  writeFileSync(mark, '');
  return python;
}

/** Returns the Python of {@link pythonWith}; null if its environment is not complete. */
export function installedPython(peers: PythonPeers): string | null {
  const { python, mark } = placeOf(peers);
  return existsSync(mark) ? python : null;
}

const placeOf = ({ name, packages }: PythonPeers) => {
  const versions = Object.entries(packages).map(([each, version]) => `${each}-${version}`);
  const folder = join(cacheFolder(process.env), `${name}-${versions.join('-')}`);
  return { folder, versions, python: join(folder, 'bin', 'python'), mark: join(folder, 'complete') };
};

const run = (command: string, args: readonly string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, [...args], { stdio: ['ignore', 'ignore', 'inherit'] });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ${args.slice(0, 3).join(' ')} … exited with ${String(code)}`));
    });
  });
