import { existsSync, readFileSync } from 'node:fs';
import type { EngineDevice } from './engine-device.ts';
import { wheelsFor, type EngineWheels } from './wheels.ts';

/** What preparing the engine needs to know of the machine; tests pass other ones. */
export interface Machine {
  /** Of the programs that are started; PATH, CXX and XDG_CACHE_HOME are read from it, pip reads its own settings. */
  readonly environment: Readonly<NodeJS.ProcessEnv>;
  /** Node's names, e.g. `linux-x64`; with `-musl` where the C library is not glibc. */
  readonly platform: string;
  /** The Node that will load the engine. */
  readonly node: string;
  readonly hasNvidiaDriver: () => boolean;
  /** The text of /etc/os-release, which names the distribution; empty where there is none. */
  readonly osRelease: () => string;
  /** Whether this process may install packages without sudo. */
  readonly isRoot: boolean;
  readonly wheels: (platform: string, device: EngineDevice) => EngineWheels | undefined;
}

/** The machine this process runs on. */
export const thisMachine = (): Machine => ({
  environment: process.env,
  platform: `${process.platform}-${process.arch}${isMusl() ? '-musl' : ''}`,
  node: process.execPath,
  hasNvidiaDriver: () => NVIDIA_DRIVER_FILES.some((file) => existsSync(file)),
  osRelease: () => textOf('/etc/os-release'),
  isRoot: process.getuid?.() === 0,
  wheels: wheelsFor,
});

/** Written by the driver's kernel module; the last one is its library on Windows' Linux. */
const NVIDIA_DRIVER_FILES = [
  '/proc/driver/nvidia/version',
  '/dev/nvidiactl',
  '/usr/lib/wsl/lib/libcuda.so.1',
];

/** musl's ldd is the C library itself or a script that names it. */
const isMusl = (): boolean => process.platform === 'linux' && textOf('/usr/bin/ldd').includes('musl');

/** Empty if the file cannot be read. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
