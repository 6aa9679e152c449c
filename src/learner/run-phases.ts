import {
  catchError,
  concat,
  defer,
  EMPTY,
  ignoreElements,
  shareReplay,
  takeUntil,
  tap,
  throwError,
  type Observable,
} from 'rxjs';
import type { Capabilities, ImageFiles, Metric } from '../core/index.ts';
import { alongside } from '../flow/index.ts';
import { restore } from '../nn/index.ts';
import { explained } from './explained.ts';
import { cacheFaults } from './cache-faults.ts';
import { checkpointing, type Checkpointing } from './checkpointing.ts';
import type { Phase, RunContext } from './phase.ts';
import {
  progressOf,
  requireUnchanged,
  type ResumableRun,
  type RunIdentity,
  type RunProgress,
} from './resumed-run.ts';
import { foldPosition, noPosition, requireSamePosition } from './recorded-position.ts';
import { beforePhase, notOfRun } from './run-position.ts';
import { folderOf } from './same-files.ts';
import { saved } from './saved.ts';

/** What a run consists of before its first phase. */
export type RunParts = Pick<
  RunContext,
  'world' | 'agreement' | 'learner' | 'data' | 'files' | 'rng' | 'state'
>;

/** Options of {@link runPhases}. */
export interface RunPhasesConfig {
  readonly phases: readonly Phase[];
  readonly identity: RunIdentity;
  /** The run to resume; null for a new one. */
  readonly earlier: ResumableRun | null;
}

/**
 * Runs the phases until `stop$`, then saves the model, and saves checkpoints meanwhile.
 *
 * A resumed run first checks that nothing has changed, then repeats its earlier metrics, and continues after them. Errors
 * with BadData before the first metric if something has changed.
 */
export const runPhases = (
  parts: RunParts,
  { phases, identity, earlier }: RunPhasesConfig,
): Observable<Metric> =>
  defer(() => {
    const { world, agreement, state } = parts;
    agreement.isShared = () => world.collective.size === 1 || !state.memory.differ;
    const progress = earlier === null ? null : progressOf(earlier.checkpoint, world.runFolder);
    const start = progress?.position ?? beforePhase(0, 0);
    if (start.index >= phases.length && start.index > 0) throw notOfRun(world.runFolder);
    const skippedBefore: string[] = [];
    let [index, first] = [start.index, start.first];
    const images = fingerprints(world);
    const checkpoints = checkpointing({
      ...parts,
      identity,
      images: () => images(context.files),
      earlier: progress ?? { seconds: 0, epochSeconds: 0 },
    });
    const context: RunContext = {
      ...parts,
      phase: first,
      resumed: progress === null ? null : { ...progress.position, started: null },
      skippedBefore,
      epochSecondsBefore: progress?.epochSeconds ?? 0,
      reached: (next) => {
        checkpoints.reached({ index, first, ...next }, agreement.isShared());
        agreement.settle();
      },
    };
    agreement.folder = () => folderOf(context.files);
    let recorded = noPosition;
    const repeated = (earlier?.metrics ?? EMPTY).pipe(
      tap({
        next: (metric) => {
          recorded = foldPosition(recorded, metric);
          if (metric._tag === 'PhaseStarted') skippedBefore.length = 0;
          if (metric._tag === 'ItemSkipped') skippedBefore.push(metric.path);
        },
        complete: () => {
          if (progress === null) return;
          requireSamePosition(recorded, progress.position, world.runFolder);
          context.resumed = { ...progress.position, started: recorded.started };
        },
      }),
    );
    const running = phases.map((phase, i) =>
      defer(() => {
        if (i < start.index) return EMPTY;
        [index, first] = [i, context.phase];
        checkpoints.reached(i === start.index ? start : beforePhase(i, context.phase));
        return phase.run(context);
      }),
    );
    return concat(
      progress === null
        ? EMPTY
        : concat(
            dataOf(phases.slice(0, start.index), context),
            defer(() => images(context.files)).pipe(
              tap((now) => {
                restoreUnchanged(context, progress, identity, now);
              }),
            ),
          ).pipe(ignoreElements()),
      saving(
        context,
        { ...checkpoints, isChanged: isChangedBy(phases) },
        repeated,
        concat(
          ...running,
          defer(() => {
            requireResumed(context);
            return EMPTY;
          }),
        ),
      ),
    );
  });

/** Returns whether phases do more than load data and weights and evaluate them. */
const isChangedBy = (phases: readonly Phase[]): boolean =>
  !phases.some(({ changesNothing }) => changesNothing === true) ||
  phases.some(({ kind, changesNothing }) => changesNothing !== true && kind !== 'weights' && kind !== 'data');

/** Throws BadData if no phase resumed at the checkpoint; it may have been saved after the last phase. */
function requireResumed({ resumed, phase, world: { runFolder } }: RunContext): void {
  const isDone = resumed === null || (!resumed.isStarted && resumed.phase === phase);
  if (!isDone) throw notOfRun(runFolder);
}

/** Gives a run the data of the phases that are done. */
const dataOf = (phases: readonly Phase[], context: RunContext): Observable<Metric> =>
  concat(...phases.filter(({ kind }) => kind === 'data').map((phase) => defer(() => phase.run(context))));

function restoreUnchanged(
  { state, world: { runFolder, collective } }: RunContext,
  progress: RunProgress,
  identity: RunIdentity,
  images: string,
): void {
  // Other processes may have the same images in other folders.
  if (collective.rank === 0) requireUnchanged(progress, { identity, images }, runFolder);
  restore(state, progress.snapshot);
}

/** Returns a function that emits the fingerprint of images, computed once. */
function fingerprints({
  checkpoints,
}: Pick<Capabilities, 'checkpoints'>): (files: ImageFiles) => Observable<string> {
  const known = new WeakMap<ImageFiles, Observable<string>>();
  return (files) => {
    const paths = [...files.train, ...files.valid].map(({ path }) => path);
    const found =
      known.get(files) ??
      checkpoints.fingerprint(paths).pipe(shareReplay({ bufferSize: 1, refCount: false }));
    known.set(files, found);
    return found;
  };
}

/**
 * Runs phases after the metrics of an earlier process. Saves a checkpoint at a stop and at an error, and reports the faults
 * of the cache. At the end and at a stop, saves the model, unless nothing was trained since the last save, the run stopped
 * before its first step, or it only searched for a rate or evaluated a model. A run that was not stopped explains its
 * highest losses.
 */
const saving = (
  context: RunContext,
  { around, atEnd, isChanged }: Checkpointing & { readonly isChanged: boolean },
  repeated: Observable<Metric>,
  phases: Observable<Metric>,
): Observable<Metric> => {
  const { stop$ } = context.world;
  let [hasSteps, hasSearched, isSaved, isStopped] = [false, false, !isChanged, false];
  const model = defer(() =>
    isSaved || ((isStopped || hasSearched) && !hasSteps) ? EMPTY : saved.run(context),
  );
  return concat(
    repeated,
    around(phases.pipe(takeUntil(stop$))).pipe(
      catchError((error: unknown) =>
        concat(
          // The first error is the one to report.
          hasSteps ? atEnd.pipe(catchError(() => EMPTY)) : EMPTY,
          throwError(() => error),
        ),
      ),
    ),
    defer(() => (isStopped && hasSteps ? atEnd : EMPTY)).pipe(
      // The model is smaller: it may still fit on the disk.
      catchError((error: unknown) =>
        concat(
          model,
          throwError(() => error),
        ),
      ),
    ),
    cacheFaults(context),
    model,
  ).pipe(
    explained(context),
    tap(({ _tag }) => {
      hasSteps ||= _tag === 'Step' || (_tag === 'EvaluationStep' && isChanged);
      hasSearched ||= _tag === 'LrFound';
      isSaved = _tag === 'CheckpointSaved' || (isSaved && _tag !== 'Step');
    }),
    alongside(
      stop$.pipe(
        tap(() => {
          isStopped = true;
        }),
      ),
    ),
  );
};
