import { catchError, map, of, type Observable } from 'rxjs';
import { MillraceError } from '../../core/index.ts';
import type { MpiPlaces } from './find-library.ts';
import { findMpi } from './find-mpi.ts';

/** The MPI that `--processes` would use: plain data. */
export interface MpiState {
  /** For example `MPICH 5.0.2`. */
  readonly name: string;
  /** The paths of its library and its launcher. */
  readonly library: string;
  readonly launcher: string;
}

/** The MPI of a machine, or why it cannot be used. */
export interface FoundMpi {
  readonly mpi: MpiState | null;
  readonly error: MillraceError | null;
}

/** Emits the MPI that `--processes` uses, null if there is none yet; never errors for a wrong MILLRACE_MPI. */
export const findMpiState = (places: MpiPlaces): Observable<FoundMpi> =>
  findMpi(places).pipe(
    map((found): FoundMpi => ({
      mpi:
        found === null
          ? null
          : { name: found.launcher.name, library: found.library.path, launcher: found.launcher.path },
      error: null,
    })),
    catchError((error: unknown) => {
      if (error instanceof MillraceError) return of<FoundMpi>({ mpi: null, error });
      throw error;
    }),
  );
