import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { catchError, concat, defer, ignoreElements, map, throttleTime, type Observable } from 'rxjs';
import { inWorkspace } from './in-workspace.ts';
import { placeFolder } from './place-folder.ts';
import { unpackTar } from './unpack-tar.ts';
import { isSystemError } from './data-set-error.ts';
import type { DataSetProgress } from './data-set-progress.ts';
import type { FetchPlan } from './fetch-plan.ts';
import { hasImages } from './has-images.ts';

/** How far the numbers of an archive may be off. */
const MARGIN = 2;

/**
 * Unpacks an archive into a folder that appears when all is there. An archive that cannot be unpacked is deleted; one
 * that the disk has no room for is kept.
 */
export const unpackArchive = ({ archive, path, folder }: FetchPlan): Observable<DataSetProgress> =>
  inWorkspace(folder, (workspace) =>
    concat(
      unpackTar({
        archive: path,
        folder: workspace,
        mostEntries: MARGIN * archive.entries,
        mostBytes: MARGIN * archive.unpackedBytes,
      }).pipe(
        throttleTime(250, undefined, { leading: true, trailing: true }),
        map((bytes): DataSetProgress => ({
          _tag: 'Unpacking',
          name: archive.name,
          bytes,
          totalBytes: archive.bytes,
        })),
      ),
      defer(async () => {
        const built = join(workspace, archive.root);
        if (!hasImages(built)) throw new Error(`no ${archive.root}/train and ${archive.root}/val in it`);
        await placeFolder({ built, folder, workspace, isWhole: hasImages });
      }).pipe(ignoreElements()),
    ),
  ).pipe(
    catchError(async (cause: unknown) => {
      if (!isSystemError(cause)) await rm(path, { force: true });
      throw cause;
    }),
  );
