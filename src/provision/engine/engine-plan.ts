import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isClone } from '../../core/index.ts';
import { cacheFolder, messageOf } from '../../io/support/index.ts';
import { bindingHash } from './binding-hash.ts';
import type { EngineDevice } from './engine-device.ts';
import { engineUnavailable } from './engine-error.ts';
import { thisMachine, type Machine } from './machine.ts';
import { noWheels } from './no-wheels.ts';
import { TENSORFLOW_VERSION, type EngineWheels } from './wheels.ts';

/** What to prepare. */
export interface PrepareOptions {
  readonly device: EngineDevice;
  /** By default `millrace` in the user's cache folder. */
  readonly cacheFolder?: string;
  /** Holds tfjs-node's C++ sources in `binding` and its `package.json`; by default those that Millrace comes with. */
  readonly packageFolder?: string;
  /** Holds Millrace's own C++ sources; by default those that it comes with. */
  readonly nativeFolder?: string;
  readonly machine?: Partial<Machine>;
}

/** The parts of one engine and their paths, as far as they are known without looking at the cache. */
export interface EnginePlan {
  readonly machine: Machine;
  readonly device: EngineDevice;
  readonly wheels: EngineWheels;
  /** The engine's own folder in the cache; its parts are folders in it. */
  readonly folder: string;
  readonly tensorflow: string;
  /** Null for an engine without NVIDIA's libraries. TensorFlow looks for them beside its own folder. */
  readonly nvidia: string | null;
  /** The folder of the compiled addons. Its name changes with their sources and the compiler's arguments. */
  readonly bindingFolder: string;
  /** tfjs-node's addon, which loads TensorFlow. */
  readonly binding: string;
  /** Millrace's own addon, which does not. */
  readonly native: string;
  /** Where the C++ sources of both are. */
  readonly packageFolder: string;
  readonly nativeFolder: string;
}

const PACKAGE = '@tensorflow/tfjs-node-gpu';

/**
 * Throws BadOption if `device` is `gpu` on a platform for which TensorFlow has no GPU wheel, and EngineUnavailable if it
 * has no wheel at all or the C++ sources are missing.
 */
export function enginePlan(options: PrepareOptions): EnginePlan {
  const { device } = options;
  const machine = { ...thisMachine(), ...options.machine };
  const wheels = machine.wheels(machine.platform, device);
  if (wheels === undefined) throw noWheels(machine.platform, device);
  const packageFolder = options.packageFolder ?? bindingPackage();
  const nativeFolder = options.nativeFolder ?? fileURLToPath(new URL('../../engine/native', import.meta.url));
  const folder = join(
    options.cacheFolder ?? cacheFolder(machine.environment),
    `tensorflow-${TENSORFLOW_VERSION}-${device}-${machine.platform}`,
  );
  const bindingFolder = join(folder, bindingName(packageFolder, nativeFolder, machine.platform));
  return {
    machine,
    device,
    wheels,
    folder,
    tensorflow: join(folder, 'tensorflow'),
    nvidia: wheels.cuda.length > 0 ? join(folder, 'nvidia') : null,
    bindingFolder,
    binding: join(bindingFolder, 'tfjs_binding.node'),
    native: join(bindingFolder, 'millrace_native.node'),
    packageFolder,
    nativeFolder,
  };
}

/** In a clone the development dependency; the published package holds a copy of what is needed of it. */
function bindingPackage(): string {
  if (!isClone) return fileURLToPath(new URL('../../../binding', import.meta.url));
  try {
    return dirname(createRequire(import.meta.url).resolve(`${PACKAGE}/package.json`));
  } catch (cause) {
    throw engineUnavailable(`the npm package ${PACKAGE}`, 'none', REPAIR, { cause });
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
    throw engineUnavailable('the C++ sources of the engine', messageOf(cause), REPAIR, { cause });
  }
}

const REPAIR = isClone ? 'Run: npm ci' : 'Install the package millrace again.';
