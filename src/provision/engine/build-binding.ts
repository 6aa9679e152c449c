import { join } from 'node:path';
import { catchError, concat, defer, EMPTY, throwError, type Observable } from 'rxjs';
import { MillraceError } from '../../core/index.ts';
import { compileBinding } from './compile-binding.ts';
import { asEngineError, engineUnavailable } from './engine-error.ts';
import type { EnginePlan } from './engine-plan.ts';
import type { Compiler } from './find-compilers.ts';
import type { Pip } from './find-pip.ts';
import { installAdvice } from './install-advice.ts';
import type { Machine } from './machine.ts';
import type { PrepareProgress } from './prepare-progress.ts';
import { unpackWheels } from './unpack-wheels.ts';
import { willFetch } from './will-fetch.ts';

/** What the binding is built with. */
export interface BuildBinding {
  readonly plan: EnginePlan;
  readonly compilers: readonly Compiler[];
  readonly pip: Observable<Pip>;
}

/**
 * Compiles the binding with the first compiler that can, at last with zig from PyPI, which is fetched for it and not
 * kept. If zig cannot be fetched either, errors as the first compiler did.
 */
export const buildBinding =
  ({ plan, compilers, pip }: BuildBinding) =>
  (folder: string, workspace: string): Observable<PrepareProgress> => {
    const zigFetched = unpackWheels({
      wheels: [plan.wheels.zig],
      pip,
      machine: plan.machine,
      folder: join(workspace, 'zig'),
      workspace,
    });
    const withZig = concat(
      // Without a compiler it was announced before anything was fetched.
      compilers.length > 0 ? defer(() => willFetch(plan, [plan.wheels.zig])) : EMPTY,
      zigFetched.pipe(catchError((cause: unknown) => throwError(() => noCompiler(cause, plan.machine)))),
      compileBinding(plan, zigCompiler(plan, workspace), folder),
    );
    return compilers.reduceRight<Observable<PrepareProgress>>(
      (next, compiler) =>
        compileBinding(plan, compiler, folder).pipe(
          catchError((cause: unknown) =>
            next.pipe(catchError(() => throwError(() => asEngineError(cause, folder)))),
          ),
        ),
      withZig,
    );
  };

/** The error if there is neither a compiler nor zig, because of the cause. */
export const noCompiler = (cause: unknown, machine: Machine): Error =>
  engineUnavailable(
    'a C++ compiler (g++ or clang++), or zig from the Python package index',
    `no compiler, and for zig ${cause instanceof MillraceError ? cause.detail.received : String(cause)}`,
    installAdvice(machine, ['compiler']),
    { cause },
  );

const zigCompiler = ({ machine }: EnginePlan, workspace: string): Compiler => ({
  name: 'zig c++',
  file: join(workspace, 'zig', 'zig'),
  args: ['c++'],
  environment: {
    ...machine.environment,
    ZIG_GLOBAL_CACHE_DIR: join(workspace, 'zig-cache'),
    ZIG_LOCAL_CACHE_DIR: join(workspace, 'zig-cache'),
  },
  expectedSeconds: 75,
});
