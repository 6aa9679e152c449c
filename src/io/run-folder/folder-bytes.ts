import { lstatSync, readdirSync, type Dirent } from 'node:fs';
import { join } from 'node:path';

/** Returns the size of the files in a folder and its subfolders. Ignores links, and what is removed meanwhile. */
export const folderBytes = (folder: string): number =>
  entriesOf(folder)
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + sizeOf(join(parentPath, name)), 0);

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true });
  } catch {
    return [];
  }
}

const sizeOf = (file: string): number => lstatSync(file, { throwIfNoEntry: false })?.size ?? 0;
