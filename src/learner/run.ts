import {
  concat,
  concatMap,
  defer,
  EMPTY,
  finalize,
  from,
  ignoreElements,
  map,
  of,
  tap,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';
import {
  createRng,
  isRecord,
  requireOption,
  type Capabilities,
  type Collective,
  type Comparison,
  type ImageFiles,
  type Metric,
  type Notice,
  type ResolvedPrecision,
} from '../core/index.ts';
import { validationList } from '../files/index.ts';
import { usingDisposable } from '../flow/index.ts';
import { imagesFound, runEnded, runStarted } from '../metrics/index.ts';
import { trainState } from '../nn/index.ts';
import { agreementOf } from '../steps/index.ts';
import { earlierRun } from './earlier-run.ts';
import { loadedLearner, type Learner } from './learner.ts';
import { loadedData } from './loaded-data.ts';
import { networkOf } from './network-of.ts';
import type { Phase } from './phase.ts';
import { precisionOfRun } from './precision-of-run.ts';
import { identityOf, isResumable, progressOf } from './resumed-run.ts';
import { runPhases } from './run-phases.ts';
import { sameSettings } from './same-settings.ts';
import { requireShares } from './steps-per-epoch.ts';

/** Options of {@link run}. */
export interface RunOptions {
  /** The name of the run: the pipeline's name. */
  readonly name: string;
  /** The resolved configuration for the run folder, plain JSON. */
  readonly config: Readonly<Record<string, unknown>>;
  /** A published result of the same experiment. */
  readonly reference?: Comparison | undefined;
}

/**
 * Runs phases one after the other on one model, from random weights to a saved model.
 *
 * Cold: each subscription trains from scratch and emits equal metrics. Unsubscribing stops after the current step and
 * frees the model. `world.stop$` ends the run and saves the model, unless nothing was trained or evaluated yet.
 *
 * Several processes that train together (`world.collective`) each run it. Their shares of every batch are trained on as one
 * batch; process 0 emits the metrics, and the others nothing.
 *
 * Errors with BadData if the images are unusable for training, with BadOption if an argument is not a phase or the
 * learner has fewer outputs than classes, with TooManyBadItems if more than half of the images are unusable, and with
 * TrainingDiverged if a loss is not finite.
 *
 * @param given the capabilities, for example `nodeWorld` of `millrace/node`
 * @param options the name and the configuration that the metrics report
 * @param learner the data and the network
 * @param phases the phases, in order
 * @category Running an experiment
 */
export const run = (
  given: Capabilities,
  { name, config, reference }: RunOptions,
  learner: Learner,
  ...phases: readonly Phase[]
): Observable<Metric> =>
  defer(() => {
    // Callers in JavaScript are not type-checked.
    phases.forEach((phase: unknown, i) => {
      requireOption(
        isRecord(phase) && typeof phase['run'] === 'function',
        `run, phase ${i + 1}`,
        'a phase, e.g. fitOneCycle(5, 3e-3)',
        phase,
      );
    });
    const agreement = agreementOf(given);
    const world = { ...given, stop$: agreement.stop$ };
    const { collective } = world;
    requireShares(learner.data, collective);
    const rng = createRng(learner.seed);
    let earlierSeconds = 0;
    return earlierRun(world).pipe(
      concatMap((earlier) => {
        // A run that had completed only repeats its metrics.
        if (earlier !== null && !isResumable(earlier)) return earlier.metrics;
        if (earlier !== null) earlierSeconds = progressOf(earlier.checkpoint, world.runFolder).seconds;
        const saved = earlier === null ? {} : progressOf(earlier.checkpoint, world.runFolder).identity;
        return loadedData(learner.data, { world, rng }).pipe(
          concatMap((loaded) =>
            precisionOfRun(learner.precision, world, saved).pipe(map((found) => ({ loaded, found }))),
          ),
          concatMap(({ loaded, found: { precision, notice } }) => {
            const network = networkOf(
              learner.architecture,
              learner.outputs,
              loaded.files.vocab,
              learner.head,
            );
            const { files, data } = loaded;
            const ready = loadedLearner({ ...learner, precision }, loaded);
            const { optimizer, groups, seed } = ready;
            const started = runStarted({
              ...{ name, reference, files, task: data.task, network, phases },
              config: 'precision' in config ? { ...config, precision } : config,
              processes: collective.size,
            });
            const identity = { ...identityOf(started, seed, files), precision };
            return concat(
              sameSettings(identity, collective).pipe(ignoreElements()),
              earlier === null
                ? concat(
                    of(started, imagesFound(loaded.files)),
                    splitOf(world, loaded.files),
                    from(noticesOf(world, { precision, notice })),
                  )
                : EMPTY,
              usingDisposable(
                () => trainState(network, { optimizer, rng, groups }),
                (state) =>
                  runPhases(
                    { world, agreement, learner: ready, ...loaded, rng, state },
                    { phases, identity, earlier },
                  ),
              ),
            );
          }),
        );
      }),
      runEnded({ ...world, earlierSeconds: () => earlierSeconds }),
      endedTogether(collective),
      agreement.around(),
      leaving(collective),
    );
  });

/** Returns what is to be said about the precision. */
const noticesOf = (
  { profile }: Pick<Capabilities, 'profile'>,
  { precision, notice }: ResolvedPrecision,
): readonly Notice[] =>
  [notice, profile && precision !== 'float32' ? '--profile runs ops one by one, in float32' : null].flatMap(
    (text) => (text === null ? [] : [{ _tag: 'Notice', text }]),
  );

/** Keeps the split in the run folder, as `validation.txt`, and reports what there is to know of it. */
const splitOf = (world: Capabilities, files: ImageFiles): Observable<Notice> =>
  concat(
    world.saveText('validation.txt', validationList(files)).pipe(ignoreElements()),
    from(files.notices ?? []).pipe(map((text): Notice => ({ _tag: 'Notice', text }))),
  );

/** Completes when the streams of all processes do: what one has saved, the others may read then. */
const endedTogether =
  <A>({ size, barrier$ }: Collective): MonoTypeOperatorFunction<A> =>
  (source) =>
    size === 1 ? source : concat(source, barrier$);

/** Tells other processes if a stream is unsubscribed before its end: they would wait for this one. */
const leaving =
  <A>({ leave }: Collective): MonoTypeOperatorFunction<A> =>
  (source) =>
    defer(() => {
      let hasEnded = false;
      const end = (): void => {
        hasEnded = true;
      };
      return source.pipe(
        tap({ complete: end, error: end }),
        finalize(() => {
          if (!hasEnded) leave();
        }),
      );
    });
