import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { at, isClone } from '../../core/index.ts';
import { cacheFolder, messageOf } from '../../io/support/index.ts';
import { bindingHash } from './binding-hash.ts';
import { engineError, gpuUnavailable } from './engine-error.ts';
import { thisMachine, type Machine } from '../machine/machine.ts';
import { hasManifest } from '../fetching/manifest.ts';
import { sharedEngines } from './shared-engines.ts';
import type { Wheel } from '../wheels/wheel.ts';
import { TENSORFLOW_VERSION, type EngineDevice, type EngineWheels } from './wheels.ts';

/** What to prepare. */
export interface PrepareOptions {
  readonly device: EngineDevice;
  /** By default the user's cache folder for Millrace. */
  readonly cacheFolder?: string;
  /** Holds engines that are only read: parts that the user's cache lacks. By default {@link sharedEngines}; null for none. */
  readonly sharedFolder?: string | null;
  /** Holds tfjs-node's C++ sources in `binding` and its `package.json`; by default those bundled with Millrace. */
  readonly packageFolder?: string;
  /** Holds Millrace's own C++ sources; by default those bundled with it. */
  readonly nativeFolder?: string;
  readonly machine?: Partial<Machine>;
}

/** The parts of one engine and their paths, whether they are in the cache or not. */
export interface EnginePlan {
  readonly machine: Machine;
  readonly device: EngineDevice;
  readonly wheels: EngineWheels;
  /** The engine's folder in the user's cache; parts that are prepared are folders in it. */
  readonly folder: string;
  /** The folders of all parts: in the user's cache, unless only the shared folder holds the part. */
  readonly folders: readonly string[];
  /** The folder of TensorFlow's library. */
  readonly tensorflow: string;
  /** The folders unpacked from wheels. TensorFlow looks for NVIDIA's libraries beside its own folder. */
  readonly libraries: readonly { readonly folder: string; readonly wheels: readonly Wheel[] }[];
  /**
   * The folder of the compiled addons; they load TensorFlow from the folder beside theirs, or else from the one that they
   * were compiled against. Its name changes with their sources and the compiler's arguments.
   */
  readonly bindingFolder: string;
  /** tfjs-node's addon, which loads TensorFlow. */
  readonly binding: string;
  /** Millrace's own addon, which does not load it. */
  readonly native: string;
  /** The C++ sources of both. */
  readonly packageFolder: string;
  readonly nativeFolder: string;
}

const PACKAGE = '@tensorflow/tfjs-node-gpu';

/**
 * Returns the parts of an engine. Throws BadOption if `device` is `gpu` on a platform for which TensorFlow has no GPU
 * wheel or for an invalid MILLRACE_SHARED_ENGINES, and EngineUnavailable if it has no wheel at all or the C++ sources are
 * missing.
 */
export function enginePlan(options: PrepareOptions): EnginePlan {
  const { device } = options;
  const machine = { ...thisMachine(), ...options.machine };
  const wheels = machine.wheels(machine.platform, device);
  if (wheels === undefined) throw unsupported(machine.platform, device);
  const packageFolder = options.packageFolder ?? bindingPackage();
  const nativeFolder = options.nativeFolder ?? fileURLToPath(new URL('../../engine/native', import.meta.url));
  const name = `tensorflow-${TENSORFLOW_VERSION}-${device}-${machine.platform}`;
  const folder = join(options.cacheFolder ?? cacheFolder(machine.environment), name);
  const { sharedFolder = sharedEngines(machine.environment) } = options;
  const folders = [folder, ...(sharedFolder === null ? [] : [join(sharedFolder, name)])];
  const librariesIn = (parent: string) => [
    { folder: join(parent, 'tensorflow'), wheels: [wheels.tensorflow] },
    ...(wheels.cuda.length > 0 ? [{ folder: join(parent, 'nvidia'), wheels: wheels.cuda }] : []),
  ];
  const parent =
    folders.find((each) => librariesIn(each).every((part) => hasManifest(part.folder))) ?? folder;
  const [tensorflow, libraries] = [join(parent, 'tensorflow'), librariesIn(parent)];
  const bindings = [folder, parent].map((each) =>
    join(each, bindingName(packageFolder, nativeFolder, machine.platform)),
  );
  const bindingFolder = bindings.find(hasManifest) ?? at(bindings, 0);
  return {
    machine,
    device,
    wheels,
    folder,
    folders: [...libraries.map((library) => library.folder), bindingFolder],
    tensorflow,
    libraries,
    bindingFolder,
    binding: join(bindingFolder, 'tfjs_binding.node'),
    native: join(bindingFolder, 'millrace_native.node'),
    packageFolder,
    nativeFolder,
  };
}

/** Returns the development dependency in a clone; the published package holds a copy of its needed files. */
function bindingPackage(): string {
  if (!isClone) return fileURLToPath(new URL('../../../binding', import.meta.url));
  try {
    return dirname(createRequire(import.meta.url).resolve(`${PACKAGE}/package.json`));
  } catch (cause) {
    throw engineError(`the npm package ${PACKAGE}`, 'none', REPAIR, { cause });
  }
}

/** `binding-4.22.0-0a1b2c3d`. */
function bindingName(packageFolder: string, nativeFolder: string, platform: string): string {
  const manifest = join(packageFolder, 'package.json');
  try {
    const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string };
    const sources = { bindingFolder: join(packageFolder, 'binding'), nativeFolder };
    return `binding-${version}-${bindingHash({ ...sources, isMac: platform.startsWith('darwin') })}`;
  } catch (cause) {
    throw engineError('the C++ sources of the engine', messageOf(cause), REPAIR, { cause });
  }
}

const REPAIR = isClone ? 'Run: npm ci' : 'Install the package millrace again.';

/** Returns the error for a platform without a TensorFlow wheel: it names the supported platforms. */
const unsupported = (platform: string, device: EngineDevice): Error =>
  device === 'gpu'
    ? gpuUnavailable('Linux on x64 with glibc', platform, 'Use --device cpu.')
    : engineError('Linux on x64 or arm64 with glibc, or macOS on arm64', platform, adviceFor(platform));

function adviceFor(platform: string): string {
  if (platform.startsWith('win32'))
    return 'Windows is not supported: use WSL 2. Run in PowerShell: wsl --install, then install Node and Millrace in its Ubuntu.';
  if (platform.endsWith('-musl'))
    return 'Alpine and other systems with musl are not supported: use Debian, Ubuntu or Fedora; in a container, an image such as node:22 instead of node:22-alpine.';
  if (platform === 'darwin-x64')
    return 'Macs with an Intel processor are not supported: use a container with Linux. Run: docker run --rm -it node:22 bash';
  return 'This machine is not supported: TensorFlow publishes no library for it.';
}
