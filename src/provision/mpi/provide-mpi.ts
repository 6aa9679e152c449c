import { sep } from 'node:path';
import { concat, concatMap, defer, of, type Observable } from 'rxjs';
import { brokenInvariant, MillraceError, type Launched } from '../../core/index.ts';
import { cacheFolder as defaultCacheFolder } from '../../io/support/index.ts';
import type { MpiLibrary } from '../../io/index.ts';
import type { FetchProgress } from '../fetching/fetch-progress.ts';
import { thisMachine, type Machine } from '../machine/machine.ts';
import type { Wheel } from '../wheels/wheel.ts';
import { fetchMpich } from './fetch-mpich.ts';
import { findLibrary, requireLibrary, type MpiPlaces } from './find-library.ts';
import { findMpi, type Mpi } from './find-mpi.ts';
import type { MpiLauncher } from './mpi-launcher.ts';
import { fetchedMpich, mpichFolder, mpichWheel } from './mpich-wheel.ts';

/** Where to look for MPI, and how to fetch it. */
export interface ProvideMpiConfig extends MpiPlaces {
  readonly machine?: Partial<Machine>;
  /** The wheel of MPICH; by default that for the machine's platform. */
  readonly wheel?: Wheel;
}

/** MPI is there. */
export interface MpiReady {
  readonly _tag: 'MpiReady';
  readonly library: MpiLibrary;
  /** Null for a process that a launcher has started already. */
  readonly launcher: MpiLauncher | null;
}

/** Progress of providing MPI: plain data. */
export type MpiProgress = FetchProgress | MpiReady;

/**
 * Provides MPI and emits progress, then its library, and its launcher unless one started this process. Uses an MPI of this
 * machine if there is one; otherwise downloads MPICH from PyPI through pip, once, into the cache folder. The process may be
 * killed at any moment: the folder is either complete or absent. Of two processes, one waits for the other.
 *
 * Errors with BadOption (an invalid MILLRACE_MPI), EngineUnavailable (no pip, no disk space, no library for the launcher, an
 * unsupported platform) or DownloadFailed. Unsubscribing removes unfinished work.
 *
 * @param launched the place of this process among those of a launcher; null to start processes
 */
export const provideMpi = (
  launched: Launched | null,
  config: ProvideMpiConfig = {},
): Observable<MpiProgress> =>
  defer((): Observable<MpiProgress> => {
    const machine = { ...thisMachine(), ...config.machine };
    const environment = config.environment ?? machine.environment;
    const { cacheFolder = defaultCacheFolder(environment), wheel = mpichWheel(machine.platform) } = config;
    const places = { ...config, environment, cacheFolder, platform: machine.platform };
    const fetched = concat(
      fetchMpich({ machine, cacheFolder, wheel }),
      defer(() => {
        const mpi = fetchedMpich(cacheFolder, machine.platform);
        if (mpi === null)
          throw new MillraceError(brokenInvariant('provideMpi', 'the fetched MPICH', 'nothing'));
        return of(ready(mpi, launched));
      }),
    );
    // The files of one that was fetched earlier are checked.
    const isFetched = (library: MpiLibrary): boolean =>
      library.path.startsWith(mpichFolder(cacheFolder, machine.platform) + sep);
    if (launched === null)
      return findMpi(places).pipe(
        concatMap((mpi) => (mpi === null || isFetched(mpi.library) ? fetched : of(ready(mpi, null)))),
      );
    // PyPI's MPICH understands Slurm's pmi2 too.
    const library =
      launched.family === 'mpich' && wheel !== undefined
        ? findLibrary(launched.family, places)
        : requireLibrary(launched.family, places);
    return library === null || isFetched(library)
      ? fetched
      : of<MpiReady>({ _tag: 'MpiReady', library, launcher: null });
  });

const ready = ({ library, launcher }: Mpi, launched: Launched | null): MpiReady => ({
  _tag: 'MpiReady',
  library,
  launcher: launched === null ? launcher : null,
});
