import { realpathSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { badOption, MillraceError, type MpiFamily } from '../../core/index.ts';
import { isFile, type MpiLibrary } from '../../io/index.ts';
import { abiOf, FAMILY_NAMES, familyOf } from './mpi-families.ts';

/** The environment variable that names the MPI library to use. */
export const CHOSEN_LIBRARY = 'MILLRACE_MPI';

/**
 * Returns the library that MILLRACE_MPI names; null if the variable is not set. Throws BadOption unless it is the absolute
 * path of an MPI library, of the given family if there is one.
 *
 * @param family that of the launcher; undefined for any
 */
export function chosenLibrary(
  environment: Readonly<NodeJS.ProcessEnv>,
  family?: MpiFamily,
): MpiLibrary | null {
  const path = environment[CHOSEN_LIBRARY] ?? '';
  if (path === '') return null;
  if (!isAbsolute(path) || !isFile(path)) throw refusal(`${path}, which is not one`);
  const real = realpathSync(path);
  const [abi, own] = [abiOf(path) ?? abiOf(real), familyOf(path) ?? familyOf(real)];
  if (abi === null || own === null)
    throw refusal(`${path}, which is none of libmpi_abi.so.1, libmpich.so.12, libmpi.so.12 and libmpi.so.40`);
  if (family !== undefined && own !== family)
    throw refusal(`${path} of ${FAMILY_NAMES[own]}`, ` of ${FAMILY_NAMES[family]}, whose launcher is used`);
  return { path, abi, name: FAMILY_NAMES[own] };
}

const refusal = (received: string, which = ''): MillraceError =>
  new MillraceError(
    badOption(
      CHOSEN_LIBRARY,
      `the absolute path of an MPI library${which}`,
      received,
      `Correct it, or unset ${CHOSEN_LIBRARY}.`,
    ),
  );
