import { catchError, concat, defer, ignoreElements, switchMap, throwError, type Observable } from 'rxjs';
import { engineUnavailable, MillraceError } from '../../core/index.ts';
import { toMillraceError } from '../fetching/fetch-error.ts';
import type { FetchProgress } from '../fetching/fetch-progress.ts';
import { announceFetch, fetchSource } from '../fetching/fetch-source.ts';
import { isComplete, writeManifest } from '../fetching/manifest.ts';
import { buildFolder, provision } from '../fetching/provision.ts';
import { findPip } from '../machine/find-pip.ts';
import type { Machine } from '../machine/machine.ts';
import { wheelSource } from '../wheels/wheel-source.ts';
import type { Wheel } from '../wheels/wheel.ts';
import { mpichFolder } from './mpich-wheel.ts';

/** The machine, the cache folder, and the wheel; undefined if there is none for the machine. */
export interface FetchMpich {
  readonly machine: Machine;
  readonly cacheFolder: string;
  readonly wheel: Wheel | undefined;
}

/**
 * Downloads MPICH from PyPI into the cache folder and emits progress; completes at once if it is there. Errors with
 * EngineUnavailable or DownloadFailed.
 */
export const fetchMpich = ({ machine, cacheFolder, wheel }: FetchMpich): Observable<FetchProgress> =>
  defer(() => {
    if (wheel === undefined) throw noWheel(machine);
    const folder = mpichFolder(cacheFolder, machine.platform);
    return provision<FetchProgress>({
      root: folder,
      folders: [folder],
      isComplete,
      build: (_, workspace) =>
        findPip(machine, { where: 'MPI', downloads: 'MPICH' }).pipe(
          switchMap((pip) => {
            const source = wheelSource({ pip, machine, workspace })(wheel);
            return concat(
              announceFetch([source], folder),
              buildFolder({
                ...{ folder, workspace, isComplete },
                fill: (built) =>
                  concat(
                    fetchSource(source, built),
                    defer(() => writeManifest(built)).pipe(ignoreElements()),
                  ),
              }),
            );
          }),
        ),
    }).pipe(
      catchError((cause: unknown) =>
        throwError(() =>
          toMillraceError(cause, {
            ...{ where: 'MPI', folder, unwritable: engineUnavailable },
            alternative: 'Or install MPICH or Open MPI, and add its mpiexec to PATH.',
          }),
        ),
      ),
    );
  });

const noWheel = ({ platform }: Machine): MillraceError =>
  new MillraceError(
    engineUnavailable(
      'MPI',
      'MPICH or Open MPI, whose mpiexec is on the PATH',
      `none, and PyPI has no MPICH for ${platform}`,
      'Install one of them with the package manager of this system.',
    ),
  );
