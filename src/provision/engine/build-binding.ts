import { join } from 'node:path';
import { catchError, concat, EMPTY, switchMap, throwError, type Observable } from 'rxjs';
import { MillraceError } from '../../core/index.ts';
import { messageOf } from '../../io/support/index.ts';
import { announceFetch, fetchSource } from '../fetching/fetch-source.ts';
import { compileBinding } from './compile-binding.ts';
import { engineError } from './engine-error.ts';
import type { EnginePlan } from './engine-plan.ts';
import type { Compiler } from './find-compilers.ts';
import { findPip } from '../machine/find-pip.ts';
import { installAdvice } from '../machine/install-advice.ts';
import type { Machine } from '../machine/machine.ts';
import type { PrepareProgress } from './prepare-progress.ts';
import { wheelSource } from '../wheels/wheel-source.ts';

/** The tools that build the binding, and its destination. */
export interface BuildBinding {
  readonly plan: EnginePlan;
  readonly compilers: readonly Compiler[];
  readonly workspace: string;
  readonly folder: string;
}

/**
 * Compiles the binding with the first compiler that works; as a last resort, with zig from PyPI, which is downloaded
 * for this purpose and then removed. If zig fails too, errors with the first compiler's error.
 */
export const buildBinding = (config: BuildBinding): Observable<PrepareProgress> => {
  const { plan, compilers, folder } = config;
  return compilers.reduceRight<Observable<PrepareProgress>>(
    (next, compiler) =>
      compileBinding(plan, compiler, folder).pipe(
        catchError((cause: unknown) => next.pipe(catchError(() => throwError(() => cause)))),
      ),
    withZig(config),
  );
};

const withZig = ({ plan, compilers, workspace, folder }: BuildBinding): Observable<PrepareProgress> =>
  concat(
    findPip(plan.machine).pipe(
      switchMap((pip) => {
        const zig = wheelSource({ pip, machine: plan.machine, workspace })(plan.wheels.zig);
        // Without a compiler, it was announced before anything was downloaded.
        const announced = compilers.length > 0 ? announceFetch([zig], plan.folder) : EMPTY;
        return concat(announced, fetchSource(zig, join(workspace, 'zig')));
      }),
      catchError((cause: unknown) => throwError(() => noCompiler(cause, plan.machine))),
    ),
    compileBinding(plan, zigCompiler(plan, workspace), folder),
  );

/** Returns the error for a machine with neither a compiler nor zig. */
export const noCompiler = (cause: unknown, machine: Machine): Error =>
  engineError(
    'a C++ compiler (g++ or clang++), or zig from the Python package index',
    `no compiler, and zig is unavailable: ${cause instanceof MillraceError ? cause.detail.received : messageOf(cause)}`,
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
