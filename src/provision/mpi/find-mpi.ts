import { dirname, join } from 'node:path';
import { concatMap, defer, from, map, take, filter, defaultIfEmpty, type Observable } from 'rxjs';
import { badOption, MillraceError } from '../../core/index.ts';
import { isFile, type MpiLibrary } from '../../io/index.ts';
import { cacheFolder } from '../../io/support/index.ts';
import { CHOSEN_LIBRARY, chosenLibrary } from './chosen-library.ts';
import {
  LAUNCHER_NAMES,
  librariesBeside,
  libraryIn,
  programsOnPath,
  type MpiPlaces,
} from './find-library.ts';
import { familyOf } from './mpi-families.ts';
import { launcherAt, type MpiLauncher } from './mpi-launcher.ts';
import { fetchedMpich } from './mpich-wheel.ts';

/** An MPI with which this machine can start processes. */
export interface Mpi {
  readonly launcher: MpiLauncher;
  readonly library: MpiLibrary;
}

/**
 * Emits the MPI to start processes with: the first launcher on the PATH that has its library beside it, else a fetched
 * MPICH; null if there is neither. With MILLRACE_MPI, the launcher beside that library, or the first of its family on the
 * PATH. Errors with BadOption for a MILLRACE_MPI that cannot be used.
 */
export const findMpi = (places: MpiPlaces = {}): Observable<Mpi | null> =>
  defer(() => {
    const { environment = process.env } = places;
    const chosen = chosenLibrary(environment);
    const onPath = programsOnPath(environment, LAUNCHER_NAMES);
    const candidates = chosen === null ? onPath : [...launchersBeside(chosen), ...onPath];
    return from(candidates).pipe(
      concatMap((path) => launcherAt(path, environment)),
      map((launcher) => (launcher === null ? null : withLibrary(launcher, chosen))),
      filter((mpi) => mpi !== null),
      take(1),
      defaultIfEmpty(null),
      map((mpi) => {
        if (mpi === null && chosen !== null) throw withoutLauncher(chosen);
        return mpi ?? fetchedMpich(places.cacheFolder ?? cacheFolder(environment), places.platform);
      }),
    );
  });

/** Returns a launcher with its library; null if that is not beside it. */
function withLibrary(launcher: MpiLauncher, chosen: MpiLibrary | null): Mpi | null {
  const { path, family, name } = launcher;
  const library =
    chosen === null
      ? libraryIn(family, librariesBeside(path))
      : familyOf(chosen.path) === family
        ? chosen
        : null;
  return library === null ? null : { launcher, library: chosen === null ? { ...library, name } : library };
}

/** `lib/libmpi.so.12` → `bin/mpiexec`. */
const launchersBeside = ({ path }: MpiLibrary): readonly string[] =>
  LAUNCHER_NAMES.map((name) => join(dirname(dirname(path)), 'bin', name)).filter((each) => isFile(each));

const withoutLauncher = ({ path, name }: MpiLibrary): MillraceError =>
  new MillraceError(
    badOption(
      CHOSEN_LIBRARY,
      `a library with its launcher: mpiexec of ${name}, beside it or on the PATH`,
      `${path}, and no such launcher`,
      `Add the folder of the launcher to PATH, or unset ${CHOSEN_LIBRARY}.`,
    ),
  );
