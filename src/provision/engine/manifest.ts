import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hashOf } from '../fetching/hash-of.ts';

interface ManifestFile {
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
  readonly sha256: string;
}

const MANIFEST = 'manifest.json';

/** Writes down what a finished folder consists of. */
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
      sha256: await hashOf(file, 'sha256', 'hex'),
    });
  }
  await save(folder, files);
}

/**
 * Whether a folder is as its manifest says. Sizes and times are compared, which takes milliseconds; only a file whose
 * time changed, as in a copied folder, is read and hashed.
 */
export async function isWhole(folder: string): Promise<boolean> {
  try {
    const files = JSON.parse(await readFile(join(folder, MANIFEST), 'utf8')) as readonly ManifestFile[];
    const found = await Promise.all(files.map((file) => compare(folder, file)));
    if (found.includes('different')) return false;
    // A folder that cannot be written is compared by hash each time.
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
  return (await hashOf(path, 'sha256', 'hex')) === file.sha256 ? 'touched' : 'different';
}

async function refresh(folder: string, files: readonly ManifestFile[]): Promise<void> {
  const times = await Promise.all(files.map(({ path }) => stat(join(folder, path))));
  await save(
    folder,
    files.map((file, i) => ({ ...file, modified: times[i]?.mtimeMs ?? file.modified })),
  );
}

const save = (folder: string, files: readonly ManifestFile[]): Promise<void> =>
  writeFile(join(folder, MANIFEST), JSON.stringify(files));
