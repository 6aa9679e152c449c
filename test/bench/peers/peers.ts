import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../../../src/io/support/cache-folder.ts';

/** What is compared with. */
export const PEERS = { fastai: '2.8.12', torch: '2.15.0', torchvision: '0.29.2' } as const;

/**
 * The Python that has the peers: a virtual environment in Millrace's cache folder, made at first use. A mark is written
 * when it is whole, so that one that was interrupted is made anew.
 */
export async function peersPython(say: (line: string) => void): Promise<string> {
  const name = Object.entries(PEERS).map(([each, version]) => `${each}-${version}`);
  const folder = join(cacheFolder(process.env), `bench-${name.join('-')}`);
  const [python, mark] = [join(folder, 'bin', 'python'), join(folder, 'whole')];
  if (existsSync(mark)) return python;
  say(`Fetching ${name.join(', ')} with pip: about 3 GB, 6 GB unpacked, into ${folder}`);
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
      else reject(new Error(`${command} ${args.slice(0, 3).join(' ')} … ended with ${String(code)}`));
    });
  });
