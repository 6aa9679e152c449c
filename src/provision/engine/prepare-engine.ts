import { dirname, join, sep } from 'node:path';
import {
  catchError,
  concat,
  concatMap,
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
import { checkFolders, type Checked } from './check-folders.ts';
import { enginePlan, type EnginePlan, type PrepareOptions } from './engine-plan.ts';
import { findCompilers, type Compiler } from './find-compilers.ts';
import { findPip } from '../machine/find-pip.ts';
import { installAdvice } from '../machine/install-advice.ts';
import { isComplete, writeManifest } from '../fetching/manifest.ts';
import type { PrepareProgress } from './prepare-progress.ts';
import { requireDriver } from './require-engine.ts';
import { wheelSource } from '../wheels/wheel-source.ts';
import { nameOf } from '../wheels/wheel.ts';

/**
 * Prepares TensorFlow on this machine, in the user's cache folder: its library from PyPI's wheel through pip, once per
 * machine, and the compiled binding between it and Node; `engineEnvironment` passes their path to the engine process.
 * Parts that only a shared folder holds ({@link sharedEngines}) are used where they are. Cold. Emits what it will
 * download, then its progress; completes at once if everything is prepared. The process may be killed at any moment:
 * each part is either complete or absent. Of two processes, one waits for the other.
 *
 * Errors with BadOption (`gpu` without an NVIDIA driver, an invalid MILLRACE_SHARED_ENGINES), EngineUnavailable (no pip,
 * no disk space, an unsupported platform, …) or DownloadFailed (no network, a file with another hash): the first two
 * before anything is downloaded. Unsubscribing kills the running programs and removes unfinished work.
 */
export const prepareEngine = ({
  isThorough = false,
  ...options
}: PrepareConfig): Observable<PrepareProgress> =>
  defer(() => {
    const plan = enginePlan(options);
    requireDriver(plan);
    return (isThorough ? checkFolders(plan.folders) : of(UNCHECKED)).pipe(
      concatMap((check) => (check._tag === 'Checking' ? of(check) : prepare(options, isUsable(check)))),
    );
  });

/** What to prepare, and how thoroughly to check what is there. */
export interface PrepareConfig extends PrepareOptions {
  /** Whether to compare every file by its hash; by default by size and time, which takes milliseconds. */
  readonly isThorough?: boolean;
}

const UNCHECKED: Checked = { _tag: 'Checked', damaged: [] };

type IsUsable = (folder: string) => Promise<boolean>;

/** Returns whether a folder is complete and none of its files is damaged, as far as was checked. */
const isUsable =
  ({ damaged }: Checked): IsUsable =>
  async (folder) =>
    !damaged.some((file) => file.startsWith(join(folder, sep))) && (await isComplete(folder));

/** Prepares the missing parts, and in the user's cache the whole engine if a shared part is not usable. */
const prepare = (options: PrepareOptions, isComplete: IsUsable): Observable<PrepareProgress> =>
  defer(() => usablePlan(options, isComplete)).pipe(
    switchMap((plan) => {
      const { folder, folders } = plan;
      return provision<PrepareProgress>({
        ...{ root: folder, folders, isComplete, done: { _tag: 'Ready', folder } },
        build: (missing, workspace) =>
          findCompilers(plan.machine).pipe(
            switchMap((compilers) => buildParts({ plan, missing, compilers, workspace, isComplete })),
          ),
      }).pipe(
        catchError((cause: unknown) =>
          throwError(() =>
            toMillraceError(cause, { where: 'engine', folder, unwritable: engineUnavailable }),
          ),
        ),
      );
    }),
  );

async function usablePlan(options: PrepareOptions, isUsable: IsUsable): Promise<EnginePlan> {
  const plan = enginePlan(options);
  const shared = plan.folders.filter((folder) => dirname(folder) !== plan.folder);
  const areUsable = await Promise.all(shared.map(isUsable));
  return areUsable.every(Boolean) ? plan : enginePlan({ ...options, sharedFolder: null });
}

interface BuildParts {
  readonly isComplete: IsUsable;
  readonly plan: EnginePlan;
  readonly missing: readonly string[];
  readonly compilers: readonly Compiler[];
  readonly workspace: string;
}

function buildParts({
  plan,
  missing,
  compilers,
  workspace,
  isComplete,
}: BuildParts): Observable<PrepareProgress> {
  const { machine, bindingFolder, wheels } = plan;
  const libraries = plan.libraries.filter(({ folder }) => missing.includes(folder));
  const needsBinding = missing.includes(bindingFolder);
  const zig = needsBinding && compilers.length === 0 ? [wheels.zig] : [];
  const buildPart = (folder: string, fill: (built: string) => Observable<PrepareProgress>) =>
    buildFolder({
      ...{ folder, workspace, isComplete },
      fill: (built) => concat(fill(built), defer(() => writeManifest(built)).pipe(ignoreElements())),
    });
  const fetching = findPip(machine, { missing: zig.length > 0 ? ['compiler'] : [] }).pipe(
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
