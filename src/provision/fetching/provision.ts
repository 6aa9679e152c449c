import { mkdir, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { concat, defer, EMPTY, ignoreElements, of, switchMap, type Observable } from 'rxjs';
import { withLock, type Waiting } from '../../io/processes/index.ts';
import { ifMissing } from '../../io/support/index.ts';
import { inWorkspace } from './in-workspace.ts';

type IsComplete = (folder: string) => boolean | Promise<boolean>;

/** Folders to provide, and how to build them. */
export interface Provision<P> {
  /** The lock and the workspace are created beside this path. */
  readonly root: string;
  readonly folders: readonly string[];
  readonly isComplete: IsComplete;
  /** Builds the missing folders with {@link buildFolder}. The workspace is removed at the end. */
  readonly build: (missing: readonly string[], workspace: string) => Observable<P>;
  /** Emitted at the end, unless there was nothing to do; by default nothing. */
  readonly done?: P;
}

/**
 * Builds the folders that are missing, and completes at once if there are none. Cold. The process may be killed at any
 * moment: a folder is either complete or absent. Of two processes, one waits for the other and then builds only what
 * is still missing. Unsubscribing removes unfinished work.
 */
export const provision = <P>({
  root,
  folders,
  isComplete,
  build,
  done,
}: Provision<P>): Observable<P | Waiting> => {
  const missing = defer(async () => {
    const found: string[] = [];
    for (const folder of folders) if (!(await isComplete(folder))) found.push(folder);
    return found;
  });
  const work = inWorkspace(root, (workspace) =>
    missing.pipe(switchMap((found) => (found.length === 0 ? EMPTY : build(found, workspace)))),
  );
  return missing.pipe(
    switchMap((found) =>
      found.length === 0
        ? EMPTY
        : concat(withLock(`${root}.lock`, work), done === undefined ? EMPTY : of(done)),
    ),
  );
};

/** A folder, and how to fill it. */
export interface BuildFolder<P> {
  readonly folder: string;
  readonly workspace: string;
  readonly isComplete: IsComplete;
  /** Creates and fills a folder in the workspace. */
  readonly fill: (folder: string) => Observable<P>;
}

/** Builds a folder in the workspace, then moves it into place with one rename, replacing an incomplete one. */
export const buildFolder = <P>({ folder, workspace, isComplete, fill }: BuildFolder<P>): Observable<P> => {
  const built = join(workspace, basename(folder));
  return concat(
    fill(built),
    defer(async () => {
      // A process that lost its lock may have built the folder meanwhile; that one is equally good.
      if (await isComplete(folder)) return;
      await mkdir(dirname(folder), { recursive: true });
      await rename(folder, join(workspace, `incomplete-${basename(folder)}`)).catch(ifMissing(undefined));
      await rename(built, folder);
    }).pipe(ignoreElements()),
  );
};
