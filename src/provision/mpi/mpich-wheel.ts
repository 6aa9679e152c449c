import { join } from 'node:path';
import type { MpiLibrary } from '../../io/index.ts';
import { hasManifest } from '../fetching/manifest.ts';
import { thisMachine } from '../machine/machine.ts';
import { parsePin, type Wheel } from '../wheels/wheel.ts';
import type { MpiLauncher } from './mpi-launcher.ts';

const VERSION = '5.0.2';

/** One wheel per line: platform, name, version, tag, bytes, SHA-256, unpacked bytes. */
const PINS = `
linux-x64 mpich 5.0.2 manylinux_2_28_x86_64 13282595 8fed465ebff269ea2ebac179a25de02671ddf8df476e0f115be089015015cfd4 20121926
linux-arm64 mpich 5.0.2 manylinux_2_28_aarch64 10390986 992ae6ebb0da97d49d7a67000ae8112da9a3825da1bb1e6f1d196428a0410f2d 20000901
darwin-arm64 mpich 5.0.2 macosx_11_0_arm64 9541867 fa6611d3efa2d5a5f624976458d25988bfd5626afc09402f662ff0defbb45cd4 14121642
`;

/** The launcher, the library with the standard ABI, those that it loads, and the licences. */
const FILES =
  /^mpich-[^/]+\.(data\/data\/(bin\/(mpiexec|hydra_pmi_proxy)|lib\/libp?mpi_abi\.(so\.1|1\.dylib)|lib\/mpich\/.*)|dist-info\/licenses\/[^/]+)$/;

/** Returns the wheel of MPICH for a platform in Node's names; undefined if there is none. */
export function mpichWheel(platform: string): Wheel | undefined {
  const line = PINS.split('\n').find((each) => each.startsWith(`${platform} `));
  return line === undefined ? undefined : parsePin(line, FILES);
}

/** MPICH in the cache: its launcher and its library. */
export interface FetchedMpich {
  readonly launcher: MpiLauncher;
  readonly library: MpiLibrary;
}

/** Returns the folder of the fetched MPICH in a cache folder. */
export const mpichFolder = (cacheFolder: string, platform: string): string =>
  join(cacheFolder, `mpich-${VERSION}-${platform}`);

/** Returns the MPICH in a cache folder; null if it was not fetched. */
export function fetchedMpich(cacheFolder: string, platform = thisMachine().platform): FetchedMpich | null {
  const folder = mpichFolder(cacheFolder, platform);
  if (!hasManifest(folder)) return null;
  const name = `MPICH ${VERSION}`;
  const library = platform.startsWith('darwin') ? 'libmpi_abi.1.dylib' : 'libmpi_abi.so.1';
  return {
    launcher: { path: join(folder, 'data', 'bin', 'mpiexec'), family: 'mpich', name },
    library: { path: join(folder, 'data', 'lib', library), abi: 'abi', name },
  };
}
