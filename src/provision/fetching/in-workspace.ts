import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { defer, finalize, type Observable } from 'rxjs';
import { isAbandoned, processMark } from '../../io/processes/index.ts';

/**
 * Works in a new folder beside a path, so that a finished folder can be renamed to that path. Removes the new folder at
 * the end, also on error and unsubscribe. First removes the folders that killed processes left behind.
 */
export const inWorkspace = <T>(path: string, work: (workspace: string) => Observable<T>): Observable<T> =>
  defer(() => {
    mkdirSync(dirname(path), { recursive: true });
    removeLeftovers(path);
    const folder = mkdtempSync(`${path}.partial-${processMark()}-`);
    return work(folder).pipe(finalize(() => remove(folder)));
  });

/** Removes the folders of dead processes, and those of other machines that have not changed for a day. */
function removeLeftovers(path: string): void {
  const parent = dirname(path);
  for (const name of readdirSync(parent)) {
    if (!name.startsWith(`${basename(path)}.partial-`)) continue;
    const [, mark = ''] = /\.partial-(.+)-\w{6}$/.exec(name) ?? [];
    const leftover = join(parent, name);
    if (isAbandoned(mark, statSync(leftover).mtimeMs)) remove(leftover);
  }
}

function remove(folder: string): void {
  try {
    // A process that was just killed may still write for a moment.
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    // The next start removes it.
  }
}
