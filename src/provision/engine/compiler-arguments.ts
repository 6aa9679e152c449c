import { join } from 'node:path';

/** The paths of a compilation. */
export interface CompilerPaths {
  /** Holds the folder `binding` with tfjs-node's C++ sources. */
  readonly packageFolder: string;
  /** Holds Millrace's own C++ sources. */
  readonly nativeFolder: string;
  /** The names of the sources in `nativeFolder`: those that need no TensorFlow, and those of ops of TensorFlow. */
  readonly nativeSources: readonly string[];
  readonly kernelSources: readonly string[];
  /** Holds Node-API's headers. */
  readonly headers: string;
  /** Holds TensorFlow's libraries and headers. */
  readonly tensorflow: string;
  readonly isMac: boolean;
}

const FLAGS = ['-O2', '-std=c++17', '-shared', '-fPIC', '-DNAPI_VERSION=8'];

/** Returns the arguments that compile tfjs-node's binding, and Millrace's ops, with g++, clang++ or `zig c++`. */
export const bindingArguments = (
  { packageFolder, nativeFolder, kernelSources, headers, tensorflow, isMac }: CompilerPaths,
  file: string,
): readonly string[] => [
  ...FLAGS,
  // The binding's own sources call these functions of `functions.kernel.cc` and `uploads.kernel.cc` instead.
  '-DTFE_NewContext=MillraceNewContext',
  '-DTF_NewTensor=MillraceNewTensor',
  ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((source) => join(packageFolder, 'binding', source)),
  ...kernelSources.map((source) => join(nativeFolder, source)),
  ...[join(tensorflow, 'include'), headers].map((path) => `-I${path}`),
  ...['-o', file],
  ...undefinedSymbols(isMac),
  ...(isMac
    ? ['cc', 'framework'].map((name) => join(tensorflow, `libtensorflow_${name}.2.dylib`))
    : [`-L${tensorflow}`, '-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2']),
  // The relative path works if the cache is moved, the absolute one if the binding is copied.
  `-Wl,-rpath,${isMac ? '@loader_path' : '$ORIGIN'}/../tensorflow`,
  `-Wl,-rpath,${tensorflow}`,
];

/** Returns the arguments that compile Millrace's own addon, which needs no TensorFlow. */
export const nativeArguments = (
  { nativeFolder, nativeSources, headers, isMac }: CompilerPaths,
  file: string,
): readonly string[] => [
  ...FLAGS,
  ...nativeSources.map((source) => join(nativeFolder, source)),
  `-I${headers}`,
  ...['-o', file],
  ...undefinedSymbols(isMac),
];

/** Leaves Node-API's functions undefined: the Node process that loads the addon defines them. */
const undefinedSymbols = (isMac: boolean): readonly string[] =>
  isMac ? ['-undefined', 'dynamic_lookup'] : [];
