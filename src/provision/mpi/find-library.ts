import { readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { engineUnavailable, MillraceError, type MpiFamily } from '../../core/index.ts';
import { isFile, type MpiLibrary } from '../../io/index.ts';
import { cacheFolder } from '../../io/support/index.ts';
import { chosenLibrary } from './chosen-library.ts';
import { fetchedMpich } from './mpich-wheel.ts';
import { FAMILY_NAMES, LIBRARY_NAMES, abiOf, familyOf } from './mpi-families.ts';

/** Where to look for MPI; by default on this machine. */
export interface MpiPlaces {
  readonly environment?: Readonly<NodeJS.ProcessEnv>;
  /** Millrace's cache folder, which may hold a fetched MPICH. */
  readonly cacheFolder?: string;
  /** The machine's platform, in Node's names. */
  readonly platform?: string;
  /** The folders of the system's libraries. */
  readonly systemFolders?: readonly string[];
  /** Returns the programs of the processes that this one descends from, as far as the system tells. */
  readonly ancestors?: () => readonly string[];
}

/**
 * Returns the library for a process that a launcher started: that of MILLRACE_MPI; the one installed with the launcher; the
 * one installed with the `mpiexec` or `mpirun` on the PATH; a fetched MPICH; or one of the system. Null if there is none of
 * the launcher's family. Throws BadOption for a MILLRACE_MPI that cannot be used.
 */
export function findLibrary(family: MpiFamily, places: MpiPlaces = {}): MpiLibrary | null {
  const { environment = process.env, ancestors = ancestorPrograms } = places;
  const chosen = chosenLibrary(environment, family);
  if (chosen !== null) return chosen;
  const launchers = [
    ...ancestors().filter((program) => LAUNCHER.test(basename(program))),
    ...programsOnPath(environment, LAUNCHER_NAMES),
  ];
  return (
    libraryIn(family, launchers.flatMap(librariesBeside)) ??
    (family === 'mpich' ? fetchedIn(places) : null) ??
    libraryIn(family, [...pathsIn(environment['LD_LIBRARY_PATH']), ...systemFoldersOf(places)])
  );
}

/** Returns the library as {@link findLibrary} does. Throws EngineUnavailable if there is none. */
export function requireLibrary(family: MpiFamily, places: MpiPlaces = {}): MpiLibrary {
  const found = findLibrary(family, places);
  if (found !== null) return found;
  const name = FAMILY_NAMES[family];
  throw new MillraceError(
    engineUnavailable(
      'MPI',
      `the library of ${name}, whose launcher started this process`,
      'none',
      `Install ${name}, or set MILLRACE_MPI to the path of its library (${LIBRARY_NAMES[family].slice(0, 2).join(' or ')}).`,
    ),
  );
}

/** The names of launchers, the preferred first. */
export const LAUNCHER_NAMES = ['mpiexec', 'mpirun'];
/** Programs of a launcher that start processes; not srun, which belongs to no MPI. */
const LAUNCHER = /^(mpi(exec|run)|hydra_|orte|prte)/;

/** Returns the first library of a family in the folders. */
export function libraryIn(family: MpiFamily, folders: readonly string[]): MpiLibrary | null {
  for (const folder of folders)
    for (const name of LIBRARY_NAMES[family]) {
      const path = join(folder, name);
      const abi = isFile(path) && familyOf(path) === family ? abiOf(path) : null;
      if (abi !== null) return { path, abi, name: FAMILY_NAMES[family] };
    }
  return null;
}

/** Returns the folders in which a package manager installs the library of a launcher. Debian has one for each processor. */
export function librariesBeside(program: string): readonly string[] {
  const prefix = dirname(dirname(realPath(program)));
  const inLib = ['', 'openmpi/lib', 'mpich/lib'];
  return ['lib', 'lib64', `lib/${MULTIARCH}`].flatMap((lib) => inLib.map((rest) => join(prefix, lib, rest)));
}

const MULTIARCH = `${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`;

const systemFoldersOf = ({ systemFolders }: MpiPlaces): readonly string[] =>
  systemFolders ??
  ['/usr', '/usr/local', '/opt/homebrew'].flatMap((root) => librariesBeside(`${root}/bin/x`));

/** Returns the programs of the given names in the folders of PATH. */
export const programsOnPath = (
  environment: Readonly<NodeJS.ProcessEnv>,
  names: readonly string[],
): readonly string[] =>
  pathsIn(environment['PATH']).flatMap((folder) =>
    names.map((name) => join(folder, name)).filter((path) => isFile(path)),
  );

const pathsIn = (text = ''): readonly string[] => text.split(delimiter).filter((folder) => folder !== '');

/** Returns the fetched MPICH's library; null if it is not there. */
const fetchedIn = ({ environment = process.env, ...places }: MpiPlaces): MpiLibrary | null =>
  fetchedMpich(places.cacheFolder ?? cacheFolder(environment), places.platform)?.library ?? null;

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** The launcher is the parent, or npm and a shell are between. */
const MAX_ANCESTORS = 8;

/** Linux only: elsewhere there is no such file, and the PATH has to tell. */
function ancestorPrograms(): readonly string[] {
  const programs: string[] = [];
  let pid = process.ppid;
  try {
    for (let i = 0; i < MAX_ANCESTORS && pid > 1; i++) {
      programs.push(readlinkSync(`/proc/${pid}/exe`));
      pid = Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
    }
  } catch {
    // Another user's process, or the end.
  }
  return programs;
}
