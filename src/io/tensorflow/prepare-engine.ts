import {
  catchError,
  concat,
  connect,
  defer,
  EMPTY,
  ignoreElements,
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
import { inWorkspace } from '../support/in-workspace.ts';
import { isLinked, linkBinding } from './link-binding.ts';
import { locked } from '../support/lock.ts';
import { isWhole } from './manifest.ts';
import type { PrepareProgress } from './prepare-progress.ts';
import { unpackWheels } from './unpack-wheels.ts';
import { willFetch } from './will-fetch.ts';

/**
 * Prepares TensorFlow on this machine: its library from PyPI's wheel through pip, once per machine, in the user's cache
 * folder; the binding to Node compiled; both made known to the npm package. Cold. Puts out what it does, beforehand
 * what it will fetch; where there is nothing to do it completes at once without a word. Every part is either whole or
 * not there, so it may be killed at any moment, run twice, and run by two processes at once (one waits).
 *
 * Errors with EngineUnavailable (no pip, no room, no such platform, …) or DownloadFailed (no network, another file than
 * the pinned one). Unsubscribing kills what runs and removes what is half done.
 */
export const prepareEngine = (options: PrepareOptions): Observable<PrepareProgress> =>
  defer(() => {
    const plan = enginePlan(options);
    return defer(() => missingParts(plan)).pipe(
      switchMap((missing) => (isComplete(missing) ? EMPTY : locked(`${plan.folder}.lock`, preparing(plan)))),
      (parts$) => concat(parts$, linking(plan)),
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
  const pip = findPip(machine).pipe(shareReplay({ bufferSize: 1, refCount: true }));
  const fromWheels = (chosen: typeof wheels.cuda): Part['build'] => {
    return (folder) => unpackWheels({ wheels: chosen, pip, machine, folder, workspace });
  };
  return (missing.binding ? findCompilers(machine) : of([])).pipe(
    switchMap((compilers) => {
      const fetched = [
        ...(missing.tensorflow ? [wheels.tensorflow] : []),
        ...(missing.nvidia ? wheels.cuda : []),
        ...(missing.binding && compilers.length === 0 ? [wheels.zig] : []),
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
              switchMap(() => willFetch(plan, fetched)),
              catchError((cause: unknown) =>
                throwError(() =>
                  fetched[0] === wheels.zig ? noCompiler(cause) : asEngineError(cause, root),
                ),
              ),
            ),
        ...parts.map((part) => (part === false ? EMPTY : buildPart(part, workspace))),
      );
    }),
  );
}

const ready = ({ folder }: EnginePlan): PrepareProgress => ({ _tag: 'Ready', folder });

/** Where the link is as it should be, nothing. */
const linking = ({ binding, link }: EnginePlan): Observable<PrepareProgress> =>
  defer(() => isLinked(binding, link)).pipe(
    switchMap((linked) =>
      linked
        ? EMPTY
        : concat(
            of<PrepareProgress>({ _tag: 'Linking', from: binding, to: link }),
            defer(() => linkBinding(binding, link)).pipe(ignoreElements()),
          ),
    ),
  );
