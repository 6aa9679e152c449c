import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { MpiFamily } from '../../core/index.ts';
import type { MpiLibrary } from '../../io/index.ts';

/** The names of the families. */
export const FAMILY_NAMES: Readonly<Record<MpiFamily, string>> = { mpich: 'MPICH', openmpi: 'Open MPI' };

/** The names of the libraries of each family, on Linux and macOS. The standard ABI of MPI 5 is common to both. */
const ABI_NAMES = ['libmpi_abi.so.1', 'libmpi_abi.1.dylib'];
export const LIBRARY_NAMES: Readonly<Record<MpiFamily, readonly string[]>> = {
  mpich: [...ABI_NAMES, 'libmpich.so.12', 'libmpi.so.12', 'libmpich.12.dylib', 'libmpi.12.dylib'],
  openmpi: ['libmpi.so.40', 'libmpi.40.dylib', ...ABI_NAMES],
};

/** Returns the binary interface that the name of a library states; null for another file. */
export function abiOf(path: string): MpiLibrary['abi'] | null {
  const name = basename(path);
  if (/^libmpi_abi\.(so|\d+\.dylib|dylib)/.test(name)) return 'abi';
  if (/^libmpi\.(so\.40|40\.dylib)/.test(name)) return 'openmpi';
  return /^libmpi(ch|_\w+)?\.(so\.12|12\.dylib)/.test(name) ? 'mpich' : null;
}

/** Returns the family of a library; null for another file. One with the standard ABI is asked for the name in it. */
export function familyOf(path: string): MpiFamily | null {
  const abi = abiOf(path);
  return abi === 'abi' ? (contains(path, 'Open MPI v') ? 'openmpi' : 'mpich') : abi;
}

function contains(path: string, text: string): boolean {
  try {
    return readFileSync(path).includes(text);
  } catch {
    return false;
  }
}
