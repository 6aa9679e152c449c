import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { defer, finalize, type Observable } from 'rxjs';
import { isAlive } from '../../io/processes/index.ts';

const DAY = 86_400_000;

/**
 * Does work in a new folder beside the given one, so that what is finished can be renamed into it. The folder is
 * removed at the end, also on error and early unsubscribe; what killed processes left is removed at the beginning.
 */
export const inWorkspace = <T>(beside: string, work: (workspace: string) => Observable<T>): Observable<T> =>
  defer(() => {
    mkdirSync(dirname(beside), { recursive: true });
    removeLeftovers(beside);
    const folder = mkdtempSync(`${beside}.partial-${process.pid}@${hostname()}-`);
    return work(folder).pipe(finalize(() => remove(folder)));
  });

/** Folders of processes that are dead; of other machines, those nobody touched for a day. */
function removeLeftovers(beside: string): void {
  const parent = dirname(beside);
  for (const name of readdirSync(parent)) {
    if (!name.startsWith(`${basename(beside)}.partial-`)) continue;
    const [, pid = '', host = ''] = /\.partial-(\d+)@(.+)-\w{6}$/.exec(name) ?? [];
    const path = join(parent, name);
    const abandoned = host === hostname() ? !isAlive(Number(pid)) : Date.now() - statSync(path).mtimeMs > DAY;
    if (abandoned) remove(path);
  }
}

function remove(folder: string): void {
  try {
    // A process that was just killed may still write a moment.
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    // Left for the next time.
  }
}
