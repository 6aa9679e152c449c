import {
  catchError,
  concat,
  defer,
  EMPTY,
  ignoreElements,
  type Observable,
  of,
  switchMap,
  throwError,
} from 'rxjs';
import { engineUnavailable } from '../../core/index.ts';
import { toMillraceError } from '../fetching/fetch-error.ts';
import { announceFetch, fetchSource } from '../fetching/fetch-source.ts';
import { buildFolder, provision } from '../fetching/provision.ts';
import { buildBinding, noCompiler } from './build-binding.ts';
import { enginePlan, type EnginePlan, type PrepareOptions } from './engine-plan.ts';
import { findCompilers, type Compiler } from './find-compilers.ts';
import { findPip } from './find-pip.ts';
import { installAdvice } from './install-advice.ts';
import { isComplete, writeManifest } from './manifest.ts';
import type { PrepareProgress } from './prepare-progress.ts';
import { requireDriver } from './require-engine.ts';
import { wheelSource } from './wheel-source.ts';
import { nameOf } from './wheels.ts';

/**
 * Prepares TensorFlow on this machine, in the user's cache folder: its library from PyPI's wheel through pip, once per
 * machine, and the compiled binding between it and Node; `engineEnvironment` passes their path to the engine process.
 * Cold. Emits what it will download, then its progress; completes at once if everything is prepared. The process may be
 * killed at any moment: each part is either complete or absent. Of two processes, one waits for the other.
 *
 * Errors with BadOption (`gpu` without an NVIDIA driver), EngineUnavailable (no pip, no disk space, an unsupported
 * platform, …) or DownloadFailed (no network, a file with another hash): the first two before anything is downloaded.
 * Unsubscribing kills the running programs and removes unfinished work.
 */
export const prepareEngine = (options: PrepareOptions): Observable<PrepareProgress> =>
  defer(() => {
    const plan = enginePlan(options);
    requireDriver(plan);
    const { folder, folders } = plan;
    return provision<PrepareProgress>({
      ...{ root: folder, folders, isComplete, done: { _tag: 'Ready', folder } },
      build: (missing, workspace) =>
        findCompilers(plan.machine).pipe(
          switchMap((compilers) => buildParts({ plan, missing, compilers, workspace })),
        ),
    }).pipe(
      catchError((cause: unknown) =>
        throwError(() => toMillraceError(cause, { where: 'engine', folder, unwritable: engineUnavailable })),
      ),
    );
  });

interface BuildParts {
  readonly plan: EnginePlan;
  readonly missing: readonly string[];
  readonly compilers: readonly Compiler[];
  readonly workspace: string;
}

function buildParts({ plan, missing, compilers, workspace }: BuildParts): Observable<PrepareProgress> {
  const { machine, bindingFolder, wheels } = plan;
  const libraries = plan.libraries.filter(({ folder }) => missing.includes(folder));
  const needsBinding = missing.includes(bindingFolder);
  const zig = needsBinding && compilers.length === 0 ? [wheels.zig] : [];
  const buildPart = (folder: string, fill: (built: string) => Observable<PrepareProgress>) =>
    buildFolder({
      ...{ folder, workspace, isComplete },
      fill: (built) => concat(fill(built), defer(() => writeManifest(built)).pipe(ignoreElements())),
    });
  const fetching = findPip(machine, zig.length > 0 ? ['compiler'] : []).pipe(
    switchMap((pip) => {
      const toSource = wheelSource({ pip, machine, workspace });
      const downloads = [...libraries.flatMap((library) => library.wheels), ...zig].map(toSource);
      return concat(
        zig.length > 0 ? of(withoutCompiler(plan)) : EMPTY,
        announceFetch(downloads, plan.folder),
        ...libraries.map(({ folder, wheels }) =>
          buildPart(folder, (built) => concat(...wheels.map((wheel) => fetchSource(toSource(wheel), built)))),
        ),
      );
    }),
    catchError((cause: unknown) =>
      throwError(() => (libraries.length === 0 ? noCompiler(cause, machine) : cause)),
    ),
  );
  return concat(
    libraries.length + zig.length === 0 ? EMPTY : fetching,
    needsBinding
      ? buildPart(bindingFolder, (folder) => buildBinding({ plan, compilers, workspace, folder }))
      : EMPTY,
  );
}

const withoutCompiler = ({ wheels: { zig }, machine }: EnginePlan): PrepareProgress => ({
  _tag: 'NoCompiler',
  instead: { name: nameOf(zig), bytes: zig.bytes },
  advice: installAdvice(machine, ['compiler']),
});
