import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../support/cache-folder.ts';
import type { EngineDevice } from './engine-device.ts';
import { engineUnavailable } from './engine-error.ts';
import { thisMachine, type Machine } from './machine.ts';
import { TENSORFLOW_VERSION, type EngineWheels } from './wheels.ts';

/** What to prepare. */
export interface PrepareOptions {
  readonly device: EngineDevice;
  /** By default `millrace` in the user's cache folder. */
  readonly cacheFolder?: string;
  /** Of `@tensorflow/tfjs-node-gpu`; by default as Node finds it from here. */
  readonly packageFolder?: string;
  readonly machine?: Partial<Machine>;
}

/** Everything about one engine that does not need a look at the disk: what it is made of and where it goes. */
export interface EnginePlan {
  readonly machine: Machine;
  readonly device: EngineDevice;
  readonly wheels: EngineWheels;
  /** The engine's own folder in the cache; its parts are folders in it. */
  readonly folder: string;
  readonly tensorflow: string;
  /** Null where NVIDIA's libraries are of no use. TensorFlow looks for them beside its own folder. */
  readonly nvidia: string | null;
  /** The folder of the compiled binding, and the binding. */
  readonly bindingFolder: string;
  readonly binding: string;
  /** The npm package, and where it looks for the binding. */
  readonly packageFolder: string;
  readonly link: string;
}

const PACKAGE = '@tensorflow/tfjs-node-gpu';
const BINDING = 'tfjs_binding.node';

/** Errors with EngineUnavailable where TensorFlow has no wheel for the platform, or npm's package is missing. */
export function enginePlan(options: PrepareOptions): EnginePlan {
  const { device } = options;
  const machine = { ...thisMachine(), ...options.machine };
  const wheels = machine.wheels(machine.platform, device);
  if (wheels === undefined) throw noWheels(machine.platform, device);
  const packageFolder = options.packageFolder ?? installedPackage();
  const folder = join(
    options.cacheFolder ?? cacheFolder(machine.environment),
    `tensorflow-${TENSORFLOW_VERSION}-${device}-${machine.platform}`,
  );
  const bindingFolder = join(folder, `binding-${versionOf(packageFolder)}`);
  return {
    machine,
    device,
    wheels,
    folder,
    tensorflow: join(folder, 'tensorflow'),
    nvidia: wheels.cuda.length > 0 && machine.hasNvidiaDriver() ? join(folder, 'nvidia') : null,
    bindingFolder,
    binding: join(bindingFolder, BINDING),
    packageFolder,
    link: join(packageFolder, 'lib', 'napi-v8', BINDING),
  };
}

const noWheels = (platform: string, device: EngineDevice): Error =>
  engineUnavailable(
    device === 'gpu'
      ? 'Linux on x64 (glibc) for --device gpu'
      : 'Linux on x64 or arm64 (glibc), or macOS on arm64',
    platform,
    device === 'gpu'
      ? 'Use --device cpu.'
      : 'TensorFlow publishes no library for this machine; a container or virtual machine with Debian or Ubuntu works.',
  );

function installedPackage(): string {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${PACKAGE}/package.json`));
  } catch (cause) {
    throw engineUnavailable(`the npm package ${PACKAGE}`, 'none', 'Run: npm ci', { cause });
  }
}

const versionOf = (packageFolder: string): string =>
  (JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { readonly version: string })
    .version;
