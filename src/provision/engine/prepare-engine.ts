import {
  catchError,
  concat,
  connect,
  defer,
  EMPTY,
  map,
  merge,
  of,
  shareReplay,
  switchMap,
  takeLast,
  throwError,
  type Observable,
} from 'rxjs';
import { buildBinding, noCompiler } from './build-binding.ts';
import { buildPart, type Part } from './build-part.ts';
import { asEngineError } from './engine-error.ts';
import { enginePlan, type EnginePlan, type PrepareOptions } from './engine-plan.ts';
import { findCompilers } from './find-compilers.ts';
import { findPip } from './find-pip.ts';
import { nameOf } from './fetch-wheel.ts';
import { installAdvice } from './install-advice.ts';
import { inWorkspace } from '../fetching/in-workspace.ts';
import { locked } from '../../io/processes/index.ts';
import { isWhole } from './manifest.ts';
import type { PrepareProgress } from './prepare-progress.ts';
import { requireDriver } from './require-engine.ts';
import { unpackWheels } from './unpack-wheels.ts';
import { willFetch } from './will-fetch.ts';

/**
 * Prepares TensorFlow on this machine: its library from PyPI's wheel through pip, once per machine, in the user's cache
 * folder, and the compiled binding between it and Node; `engineEnvironment` tells the engine's process where they are.
 * Cold. Emits what it does, and beforehand what it will download; completes at once if there is nothing to do. Every
 * part is either whole or absent, so it may be killed at any moment, run twice, and run by two processes at once (one
 * waits).
 *
 * Errors with BadOption (`gpu` without an NVIDIA driver), EngineUnavailable (no pip, no room, an unsupported platform,
 * …) or DownloadFailed (no network, another file than the pinned one): the first two before anything is downloaded.
 * Unsubscribing kills what runs and removes what is half done.
 */
export const prepareEngine = (options: PrepareOptions): Observable<PrepareProgress> =>
  defer(() => {
    const plan = enginePlan(options);
    requireDriver(plan);
    return defer(() => missingParts(plan)).pipe(
      switchMap((missing) => (isComplete(missing) ? EMPTY : locked(`${plan.folder}.lock`, preparing(plan)))),
      connect((steps$) =>
        merge(
          steps$,
          steps$.pipe(
            takeLast(1),
            map(() => ready(plan)),
          ),
        ),
      ),
      catchError((cause: unknown) => throwError(() => asEngineError(cause, plan.folder))),
    );
  });

interface Missing {
  readonly tensorflow: boolean;
  readonly nvidia: boolean;
  readonly binding: boolean;
}

const isComplete = ({ tensorflow, nvidia, binding }: Missing): boolean => !tensorflow && !nvidia && !binding;

/** Takes milliseconds where nothing is missing, and starts no program. */
async function missingParts({ tensorflow, nvidia, bindingFolder }: EnginePlan): Promise<Missing> {
  const [hasTensorflow, hasNvidia, hasBinding] = await Promise.all([
    isWhole(tensorflow),
    nvidia === null || isWhole(nvidia),
    isWhole(bindingFolder),
  ]);
  return { tensorflow: !hasTensorflow, nvidia: !hasNvidia, binding: !hasBinding };
}

const preparing = (plan: EnginePlan): Observable<PrepareProgress> =>
  inWorkspace(plan.folder, (workspace) =>
    defer(() => missingParts(plan)).pipe(switchMap((missing) => building(plan, missing, workspace))),
  );

function building(plan: EnginePlan, missing: Missing, workspace: string): Observable<PrepareProgress> {
  const { machine, wheels, folder: root, tensorflow, nvidia, bindingFolder } = plan;
  return (missing.binding ? findCompilers(machine) : of([])).pipe(
    switchMap((compilers) => {
      const needsZig = missing.binding && compilers.length === 0;
      const pip = findPip(machine, needsZig ? ['compiler'] : []).pipe(
        shareReplay({ bufferSize: 1, refCount: true }),
      );
      const fromWheels = (chosen: typeof wheels.cuda): Part['build'] => {
        return (folder) => unpackWheels({ wheels: chosen, pip, machine, folder, workspace });
      };
      const fetched = [
        ...(missing.tensorflow ? [wheels.tensorflow] : []),
        ...(missing.nvidia ? wheels.cuda : []),
        ...(needsZig ? [wheels.zig] : []),
      ];
      const parts: readonly (Part | false)[] = [
        missing.tensorflow && { folder: tensorflow, build: fromWheels([wheels.tensorflow]) },
        missing.nvidia && nvidia !== null && { folder: nvidia, build: fromWheels(wheels.cuda) },
        missing.binding && { folder: bindingFolder, build: buildBinding({ plan, compilers, pip }) },
      ];
      return concat(
        fetched.length === 0
          ? EMPTY
          : pip.pipe(
              switchMap(() => concat(needsZig ? of(withoutCompiler(plan)) : EMPTY, willFetch(plan, fetched))),
              catchError((cause: unknown) =>
                throwError(() =>
                  fetched[0] === wheels.zig ? noCompiler(cause, machine) : asEngineError(cause, root),
                ),
              ),
            ),
        ...parts.map((part) => (part === false ? EMPTY : buildPart(part, workspace))),
      );
    }),
  );
}

const withoutCompiler = ({ wheels: { zig }, machine }: EnginePlan): PrepareProgress => ({
  _tag: 'NoCompiler',
  instead: { name: nameOf(zig), bytes: zig.bytes },
  advice: installAdvice(machine, ['compiler']),
});

const ready = ({ folder }: EnginePlan): PrepareProgress => ({ _tag: 'Ready', folder });
