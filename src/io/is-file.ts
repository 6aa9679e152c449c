import { statSync } from 'node:fs';

/** Whether there is a file at a path (or a link to one). */
export function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    // Nothing is there, or a file is where a folder should lead to it.
    return false;
  }
}
