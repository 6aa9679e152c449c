import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { concat, defer, ignoreElements, of, switchMap, tap, type Observable } from 'rxjs';
import { isClone } from '../../core/index.ts';
import { nativeSourcesIn } from './binding-hash.ts';
import { bindingArguments, nativeArguments, type CompilerPaths } from './compiler-arguments.ts';
import { engineEnvironment } from './engine-environment.ts';
import { linesOf } from '../wheels/lines-of.ts';
import { engineError } from './engine-error.ts';
import type { EnginePlan } from './engine-plan.ts';
import type { Compiler } from './find-compilers.ts';
import { installAdvice } from '../machine/install-advice.ts';
import type { PrepareProgress } from './prepare-progress.ts';
import { runCommand, type Command } from '../../io/processes/index.ts';

/**
 * Compiles tfjs-node's C++ sources against TensorFlow's library, and Millrace's own without it; then loads both once,
 * in a separate process. Errors with EngineUnavailable, which contains the compiler's first error.
 *
 * @param folder the destination of the compiled addons
 */
export const compileBinding = (
  plan: EnginePlan,
  compiler: Compiler,
  folder: string,
): Observable<PrepareProgress> => {
  const binding = join(folder, basename(plan.binding));
  const native = join(folder, basename(plan.native));
  const { expectedSeconds } = compiler;
  const compile = (args: (paths: CompilerPaths) => readonly string[]): Observable<never> =>
    defer(() =>
      runToSuccess(compiler.name, plan, {
        file: compiler.file,
        args: [...compiler.args, ...args(pathsOf(plan))],
        environment: compiler.environment,
      }),
    );
  return concat(
    of<PrepareProgress>({ _tag: 'Compiling', compiler: compiler.name, expectedSeconds }),
    defer(() => mkdir(folder, { recursive: true })).pipe(
      switchMap(() =>
        concat(
          compile((paths) => nativeArguments(paths, native)),
          compile((paths) => bindingArguments(paths, binding)),
        ),
      ),
    ),
    of<PrepareProgress>({ _tag: 'Trying', file: binding }),
    runToSuccess('loading the compiled binding', plan, {
      file: plan.machine.node,
      // In the same order as the engine process.
      args: ['-e', 'process.argv.slice(1).forEach((file) => require(file))', native, binding],
      environment: { ...plan.machine.environment, ...engineEnvironment({ device: plan.device }) },
    }),
  );
};

/** Runs a program; errors with EngineUnavailable unless its exit code is 0. */
const runToSuccess = (what: string, { machine }: EnginePlan, command: Command): Observable<never> =>
  runCommand(command).pipe(
    tap(({ status, output, errors }) => {
      if (status === 0) return;
      throw engineError(
        'a binding between Node and TensorFlow that compiles and loads',
        `${what} failed with ${typeof status === 'number' ? `exit code ${status}` : status}: ${firstError(`${errors}\n${output}`)}`,
        installAdvice(machine, ['compiler']),
      );
    }),
    ignoreElements(),
  );

function firstError(text: string): string {
  const lines = linesOf(text);
  return lines.find((line) => /error/i.test(line)) ?? lines.at(-1) ?? 'no message';
}

/** Node-API's headers: a development dependency; the published package holds them beside the sources. */
const headersPackage = (): string =>
  dirname(createRequire(import.meta.url).resolve('node-api-headers/package.json'));

const pathsOf = ({ machine, tensorflow, packageFolder, nativeFolder }: EnginePlan): CompilerPaths => ({
  packageFolder,
  nativeFolder,
  ...nativeSourcesIn(nativeFolder),
  headers: join(isClone ? headersPackage() : packageFolder, 'include'),
  tensorflow,
  isMac: machine.platform.startsWith('darwin'),
});
