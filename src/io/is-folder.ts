import { statSync } from 'node:fs';

/** Whether there is a folder at a path (or a link to one). */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // Nothing is there, or a file is where a folder should lead to it.
    return false;
  }
}
