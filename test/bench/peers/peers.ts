import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../../../src/io/support/files.ts';

/** The Python packages to compare with. */
export const PEERS = { fastai: '2.8.12', torch: '2.15.0', torchvision: '0.29.2' } as const;

/**
 * Returns the Python of a virtual environment with the peers, in Millrace's cache folder; creates it on first use. A mark
 * file shows that it is complete: an interrupted installation starts again.
 */
export async function preparePython(say: (line: string) => void): Promise<string> {
  const names = Object.entries(PEERS).map(([each, version]) => `${each}-${version}`);
  const folder = join(cacheFolder(process.env), `bench-${names.join('-')}`);
  const [python, mark] = [join(folder, 'bin', 'python'), join(folder, 'complete')];
  if (existsSync(mark)) return python;
  say(`Installing ${names.join(', ')} with pip into ${folder}: about 3 GB to download, 6 GB unpacked`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await run('python3', ['-m', 'venv', folder]);
  const packages = Object.entries(PEERS).map(([each, version]) => `${each}==${version}`);
  await run(python, ['-m', 'pip', 'install', '--no-cache-dir', '--quiet', ...packages]);
  writeFileSync(mark, '');
  return python;
}

const run = (command: string, args: readonly string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, [...args], { stdio: ['ignore', 'ignore', 'inherit'] });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ${args.slice(0, 3).join(' ')} … exited with ${String(code)}`));
    });
  });
