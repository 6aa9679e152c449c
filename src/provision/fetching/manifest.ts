import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '../../io/support/index.ts';
import { hashFile } from '../fetching/digest.ts';

/** A file of a manifest. */
export interface ManifestFile {
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
  readonly sha256: string;
}

const MANIFEST = 'manifest.json';

/** Writes the manifest of a finished folder: the size, time and hash of each file. */
export async function writeManifest(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files: ManifestFile[] = [];
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const { size, mtimeMs } = await stat(file);
    files.push({
      path: file.slice(folder.length + 1),
      bytes: size,
      modified: mtimeMs,
      sha256: await hashFile(file, 'sha256', 'hex'),
    });
  }
  await save(folder, files);
}

/** Returns whether a folder has a manifest: whether it was finished. */
export const hasManifest = (folder: string): boolean => existsSync(join(folder, MANIFEST));

/** Reads the manifest of a folder. Rejects if there is none. */
export const readManifest = async (folder: string): Promise<readonly ManifestFile[]> =>
  JSON.parse(await readFile(join(folder, MANIFEST), 'utf8')) as readonly ManifestFile[];

/**
 * Returns whether a folder matches its manifest. Compares sizes and times, which takes milliseconds; only a file whose
 * time changed, as in a copied folder, is read and hashed.
 */
export async function isComplete(folder: string): Promise<boolean> {
  try {
    const files = await readManifest(folder);
    const found = await Promise.all(files.map((file) => compare(folder, file)));
    if (found.includes('different')) return false;
    // Without permission to write, the next call hashes again.
    if (found.includes('touched')) await refresh(folder, files).catch(() => undefined);
    return true;
  } catch {
    return false;
  }
}

async function compare(folder: string, file: ManifestFile): Promise<'same' | 'touched' | 'different'> {
  const path = join(folder, file.path);
  const { size, mtimeMs } = await stat(path);
  if (size !== file.bytes) return 'different';
  if (mtimeMs === file.modified) return 'same';
  return (await hashFile(path, 'sha256', 'hex')) === file.sha256 ? 'touched' : 'different';
}

async function refresh(folder: string, files: readonly ManifestFile[]): Promise<void> {
  const touched = files.map(async (file) => ({
    ...file,
    modified: (await stat(join(folder, file.path))).mtimeMs,
  }));
  await save(folder, await Promise.all(touched));
}

/** Another process may read the manifest at the same time. */
const save = async (folder: string, files: readonly ManifestFile[]): Promise<void> => {
  await replaceFile(join(folder, MANIFEST), [Buffer.from(JSON.stringify(files))]);
};
