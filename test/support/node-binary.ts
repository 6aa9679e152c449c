import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../../src/io/tensorflow/index.ts';

const run = promisify(execFile);

/** npm cannot be reached. */
export class OfflineError extends Error {}

/**
 * The newest Node of a major version, from npm's package of its binary (npm checks its integrity), fetched once into the
 * user's cache folder. Throws OfflineError where npm cannot be reached.
 */
export async function nodeBinary(major: number): Promise<string> {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = join(cacheFolder(process.env), `${name}-${major}`);
  const binary = join(folder, 'node_modules', name, 'bin', 'node');
  if (!existsSync(binary)) await install(`${name}@${major}`, folder);
  return binary;
}

async function install(spec: string, folder: string): Promise<void> {
  const partial = `${folder}.partial-${process.pid}`;
  await mkdir(dirname(folder), { recursive: true });
  try {
    await run('npm', [
      ...['install', '--prefix', partial, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'],
      ...['--fetch-retries=1', '--fetch-retry-mintimeout=1000', spec],
    ]);
    await rm(folder, { recursive: true, force: true });
    await rename(partial, folder);
  } catch (error) {
    const text =
      error instanceof Error ? `${error.message}\n${'stderr' in error ? String(error.stderr) : ''}` : '';
    const [code] = OFFLINE.exec(text) ?? [];
    if (code !== undefined) throw new OfflineError(`npm cannot be reached: ${code}`, { cause: error });
    throw error;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

const OFFLINE =
  /ENOTFOUND|ECONNREFUSED|ECONNRESET|EAI_AGAIN|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT/;
