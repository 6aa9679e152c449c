import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What launchers print for `--version`. */
export const VERSIONS = {
  mpich: 'HYDRA build details:\n    Version:                                 4.0.2\n    Release Date: then',
  openmpi: 'mpirun (Open MPI) 5.0.11\n\nReport bugs to somewhere',
  openrte: 'mpiexec (OpenRTE) 4.1.4',
  other: 'mpiexec of something else',
} as const;

/** Writes a launcher that states its version, and empty libraries; returns the path of the launcher. */
export function madeMpi(
  prefix: string,
  kind: keyof typeof VERSIONS,
  libraries: readonly string[],
  name = 'mpiexec',
): string {
  const launcher = join(prefix, 'bin', name);
  mkdirSync(dirname(launcher), { recursive: true });
  writeFileSync(launcher, `#!/bin/sh\ncat <<'END'\n${VERSIONS[kind]}\nEND\n`);
  chmodSync(launcher, 0o755);
  for (const library of libraries) madeLibrary(join(prefix, library));
  return launcher;
}

/** Writes a file that stands for a library; returns its path. */
export function madeLibrary(path: string, content = 'a library of MPICH'): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}
