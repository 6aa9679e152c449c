import { existsSync, readFileSync } from 'node:fs';
import { wheelsFor, type EngineDevice, type EngineWheels } from '../engine/wheels.ts';

/** The properties of the machine that preparing the engine depends on; tests replace them. */
export interface Machine {
  /** The environment of started programs. PATH, CXX and XDG_CACHE_HOME are read from it; pip reads its own settings. */
  readonly environment: Readonly<NodeJS.ProcessEnv>;
  /** In Node's names, e.g. `linux-x64`; with `-musl` if the C library is not glibc. */
  readonly platform: string;
  /** The Node that will load the engine. */
  readonly node: string;
  readonly hasNvidiaDriver: () => boolean;
  /** Returns the text of /etc/os-release, which names the distribution; empty if it cannot be read. */
  readonly osRelease: () => string;
  /** Returns the text of /proc/cpuinfo; empty if it cannot be read. */
  readonly cpuInfo: () => string;
  /** Whether this process may install packages without sudo. */
  readonly isRoot: boolean;
  readonly wheels: (platform: string, device: EngineDevice) => EngineWheels | undefined;
}

/** Returns the machine of this process. */
export const thisMachine = (): Machine => ({
  environment: process.env,
  platform: `${process.platform}-${process.arch}${isMusl() ? '-musl' : ''}`,
  node: process.execPath,
  hasNvidiaDriver: () => NVIDIA_DRIVER_FILES.some((file) => existsSync(file)),
  osRelease: () => textOf('/etc/os-release'),
  cpuInfo: () => textOf('/proc/cpuinfo'),
  isRoot: process.getuid?.() === 0,
  wheels: wheelsFor,
});

/** Created by the driver's kernel module, except the last, which is the driver's library on WSL. */
const NVIDIA_DRIVER_FILES = [
  '/proc/driver/nvidia/version',
  '/dev/nvidiactl',
  '/usr/lib/wsl/lib/libcuda.so.1',
];

/** With musl, ldd is the C library itself or a script that names it. */
const isMusl = (): boolean => process.platform === 'linux' && textOf('/usr/bin/ldd').includes('musl');

/** Returns the text of a file; empty if it cannot be read. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
