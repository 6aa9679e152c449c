import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { concat, defer, ignoreElements, of, switchMap, tap, type Observable } from 'rxjs';
import { engineEnvironment } from './engine-environment.ts';
import { engineUnavailable } from './engine-error.ts';
import type { EnginePlan } from './engine-plan.ts';
import type { Compiler } from './find-compilers.ts';
import type { PrepareProgress } from './prepare-progress.ts';
import { runCommand, type Command } from '../support/run-command.ts';

/**
 * Compiles the npm package's C++ sources against TensorFlow's library, and loads the result once in a process of its
 * own. Errors with EngineUnavailable and the compiler's first words.
 *
 * @param file where the binding goes
 */
export const compileBinding = (
  plan: EnginePlan,
  compiler: Compiler,
  file: string,
): Observable<PrepareProgress> =>
  concat(
    of<PrepareProgress>({
      _tag: 'Compiling',
      compiler: compiler.name,
      expectedSeconds: compiler.expectedSeconds,
    }),
    defer(() => mkdir(dirname(file), { recursive: true })).pipe(
      switchMap(() =>
        succeeding(compiler.name, {
          file: compiler.file,
          args: [...compiler.args, ...compilerArguments(plan, file)],
          environment: compiler.environment,
        }),
      ),
    ),
    of<PrepareProgress>({ _tag: 'Trying', file }),
    succeeding('loading the compiled binding', {
      file: plan.machine.node,
      args: ['-e', 'require(process.argv[1])', file],
      environment: { ...plan.machine.environment, ...engineEnvironment({ device: plan.device }) },
    }),
  );

const succeeding = (what: string, command: Command): Observable<never> =>
  runCommand(command).pipe(
    tap(({ status, output, errors }) => {
      if (status === 0) return;
      throw engineUnavailable(
        'a binding between Node and TensorFlow that compiles and loads',
        `${what} ended with ${status}: ${firstError(`${errors}\n${output}`)}`,
        COMPILER_ADVICE,
      );
    }),
    ignoreElements(),
  );

export const COMPILER_ADVICE =
  'Install a C++ compiler (Debian, Ubuntu: apt install g++; Fedora: dnf install gcc-c++; macOS: xcode-select --install) and start again.';

function firstError(text: string): string {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.find((line) => /error/i.test(line)) ?? lines.at(-1) ?? 'no message';
}

function compilerArguments(
  { machine, tensorflow, packageFolder }: EnginePlan,
  file: string,
): readonly string[] {
  const headers = join(
    dirname(createRequire(import.meta.url).resolve('node-api-headers/package.json')),
    'include',
  );
  const isMac = machine.platform.startsWith('darwin');
  return [
    ...['-O2', '-std=c++17', '-shared', '-fPIC', '-DNAPI_VERSION=8'],
    ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((source) => join(packageFolder, 'binding', source)),
    ...[join(packageFolder, '..'), packageFolder, join(tensorflow, 'include'), headers].map(
      (path) => `-I${path}`,
    ),
    ...['-o', file],
    ...(isMac
      ? [
          ...['-undefined', 'dynamic_lookup'],
          ...['cc', 'framework'].map((name) => join(tensorflow, `libtensorflow_${name}.2.dylib`)),
        ]
      : [`-L${tensorflow}`, '-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2']),
    // Beside the binding where the cache has moved; by its full path where the binding was copied.
    `-Wl,-rpath,${isMac ? '@loader_path' : '$ORIGIN'}/../tensorflow`,
    `-Wl,-rpath,${tensorflow}`,
  ];
}
