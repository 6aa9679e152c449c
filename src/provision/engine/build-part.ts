import { basename, join } from 'node:path';
import { concat, defer, ignoreElements, type Observable } from 'rxjs';
import { placeFolder } from '../fetching/place-folder.ts';
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
      await placeFolder({ built, folder: part.folder, workspace, isWhole });
    }).pipe(ignoreElements()),
  );
};
