import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Machine, PrepareOptions } from '../../src/provision/engine/index.ts';
import { zip } from './zip.ts';

type Wheels = NonNullable<ReturnType<Machine['wheels']>>;
type Wheel = Wheels['tensorflow'];

/** A machine in a temporary folder, with scripts as programs and with small wheels. */
export interface FakeMachine extends Disposable {
  readonly root: string;
  readonly options: PrepareOptions & { readonly machine: Machine; readonly cacheFolder: string };
  /** The folder of the engine in the cache. */
  readonly engine: string;
  /** The folders of C++ sources: tfjs-node's and Millrace's own. */
  readonly sources: { readonly binding: string; readonly native: string };
  /** Adds a program to the PATH: the body of a Node script, with `args`, `fs`, `path` and `root` in scope. */
  readonly program: (name: string, body: string) => void;
  readonly remove: (name: string) => void;
  /** The calls of the programs, one line per call: name and arguments. */
  readonly calls: () => readonly string[];
  readonly with: (change: Partial<Machine>) => PrepareOptions;
}

/** Answers `--version`; `download` copies the wheel with the given name. */
export const PIP = `
if (args.includes('--version')) { console.log('pip 99 from here (python 3.99)'); process.exit(0); }
const name = args.at(-1).split('==')[0];
fs.copyFileSync(path.join(root, name + '.whl'), path.join(args[args.indexOf('--dest') + 1], name + '.whl'));`;

/** Writes its own name into the output file. */
export const COMPILER = `
if (args.includes('--version')) process.exit(0);
fs.writeFileSync(args[args.indexOf('-o') + 1], 'binding by ' + path.basename(process.argv[1]));`;

export function fakeMachine(): FakeMachine {
  const root = mkdtempSync(join(tmpdir(), 'millrace-'));
  const bin = join(root, 'bin');
  const log = join(root, 'calls.log');
  const packageFolder = join(root, 'tfjs-node-gpu');
  const sources = { binding: join(packageFolder, 'binding'), native: join(root, 'native') };
  for (const folder of [bin, sources.binding, sources.native]) mkdirSync(folder, { recursive: true });
  writeFileSync(join(packageFolder, 'package.json'), JSON.stringify({ version: '4.22.0' }));
  writeFileSync(join(sources.binding, 'tfjs_binding.cc'), 'binding');
  writeFileSync(join(sources.native, 'stderr.cc'), 'native');

  const scriptOf = (body: string): string =>
    `#!${process.execPath}
const fs = require('node:fs'), path = require('node:path'), root = ${JSON.stringify(root)};
const args = process.argv.slice(2);
fs.appendFileSync(${JSON.stringify(log)}, [path.basename(process.argv[1]), ...args].join(' ') + '\\n');
${body}
`;
  const program = (name: string, body: string): void => {
    writeFileSync(join(bin, name), scriptOf(body));
    chmodSync(join(bin, name), 0o755);
  };
  const wheel = (name: string, files: Readonly<Record<string, string>>, executable: string[] = []): Wheel => {
    const archive = zip(files, executable);
    writeFileSync(join(root, `${name}.whl`), archive);
    return {
      name,
      version: '1.0',
      tag: 'any',
      bytes: archive.length,
      sha256: createHash('sha256').update(archive).digest('hex'),
      keep: /^(tensorflow\/(lib|include\/c\/)|nvidia\/|ziglang\/)/,
      unpackedBytes: Object.values(files).join('').length,
    };
  };
  const tensorflow = wheel('tensorflow', {
    'tensorflow/libtensorflow_cc.so.2': 'library '.repeat(1000),
    'tensorflow/include/c/c_api.h': 'header',
    'tensorflow/python/more.py': 'not needed',
  });
  const nvidia = wheel('nvidia-some', { 'nvidia/some/lib/libsome.so': 'card' });
  const zig = wheel('ziglang', { 'ziglang/zig': scriptOf(COMPILER) }, ['ziglang/zig']);

  program('python3', `args.splice(0, 2);${PIP}`);
  program('g++', COMPILER);
  program('node', '');
  const machine: Machine = {
    environment: { PATH: bin },
    platform: 'linux-x64',
    node: join(bin, 'node'),
    hasNvidiaDriver: () => false,
    cpuInfo: () => 'flags : avx2',
    osRelease: () => 'NAME="Debian"\nID=debian\n',
    isRoot: true,
    wheels: (_, device) => ({ tensorflow, cuda: device === 'gpu' ? [nvidia] : [], zig }),
  };
  const options = {
    ...{ device: 'cpu' as const, cacheFolder: join(root, 'cache') },
    ...{ packageFolder, nativeFolder: sources.native, machine },
  };
  return {
    root,
    options,
    engine: join(root, 'cache', 'tensorflow-2.21.0-cpu-linux-x64'),
    sources,
    program,
    remove: (name) => rmSync(join(bin, name)),
    calls: () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []),
    with: (change) => ({ ...options, machine: { ...machine, ...change } }),
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true, maxRetries: 3 }),
  };
}
