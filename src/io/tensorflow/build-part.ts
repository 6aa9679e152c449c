import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { concat, defer, ignoreElements, type Observable } from 'rxjs';
import { isWhole, writeManifest } from './manifest.ts';
import type { PrepareProgress } from './prepare-progress.ts';

/** A folder of the engine that is either whole or not there. */
export interface Part {
  readonly folder: string;
  /** Fills an empty folder; the workspace beside it is for everything that is not kept. */
  readonly build: (folder: string, workspace: string) => Observable<PrepareProgress>;
}

/** Builds a part in the workspace and makes it valid by one rename, in place of what was broken. */
export const buildPart = (part: Part, workspace: string): Observable<PrepareProgress> => {
  const built = join(workspace, basename(part.folder));
  return concat(
    part.build(built, workspace),
    defer(async () => {
      await writeManifest(built);
      await replace(part.folder, built, join(workspace, 'broken'));
    }).pipe(ignoreElements()),
  );
};

async function replace(folder: string, built: string, broken: string): Promise<void> {
  // Another process may have been as fast; its part is as good.
  if (await isWhole(folder)) return;
  await rm(broken, { recursive: true, force: true });
  await mkdir(dirname(folder), { recursive: true });
  await rename(folder, broken).catch(ignoreMissing);
  await rename(built, folder);
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}
