import { concat, concatMap, defer, EMPTY, of, takeUntil, tap, type Observable } from 'rxjs';
import {
  createRng,
  isRecord,
  requireOption,
  type Capabilities,
  type Comparison,
  type Metric,
} from '../core/index.ts';
import { alongside, usingDisposable } from '../flow/index.ts';
import { runEnded, runStarted } from '../metrics/index.ts';
import { trainState } from '../nn/index.ts';
import { cacheFaults } from './cache-faults.ts';
import type { Learner } from './learner.ts';
import { loadedData } from './loaded-data.ts';
import { networkOf } from './network-of.ts';
import type { Phase, RunContext } from './phase.ts';
import { saved } from './saved.ts';

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
 * Errors with BadData if the images are unusable for training, with BadOption if an argument is not a phase or the
 * learner has fewer outputs than classes, with TooManyBadItems if more than half of the images are unusable, and with
 * TrainingDiverged if a loss is not finite.
 *
 * @param world the capabilities, for example `nodeWorld` of `millrace/node`
 * @param options the name and the configuration that the metrics report
 * @param learner the data and the network
 * @param phases the phases, in order
 * @category Running an experiment
 */
export const run = (
  world: Capabilities,
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
    const rng = createRng(learner.seed);
    return loadedData(learner.data, { world, rng }).pipe(
      concatMap(({ data, files }) => {
        const network = networkOf(learner.architecture, learner.outputs, files.vocab);
        const { optimizer, groups } = learner;
        const metrics = usingDisposable(
          () => trainState(network, { optimizer, rng, groups }),
          (state) => runPhases({ world, learner, data, files, rng, phase: 0, state }, phases),
        );
        return concat(
          defer(() => of(runStarted({ name, config, reference, files, network, phases }))),
          metrics,
        );
      }),
    );
  }).pipe(runEnded(world));

/**
 * Runs the phases until `stop$`, reports faults of the cache, then saves the model. Skips saving if nothing was trained since the last save, if the
 * run stopped before its first step, or if it only searched a learning rate.
 */
const runPhases = (context: RunContext, phases: readonly Phase[]): Observable<Metric> =>
  defer(() => {
    const { stop$ } = context.world;
    let [hasSteps, hasSearched, isSaved, isStopped] = [false, false, false, false];
    return concat(
      concat(...phases.map((phase) => defer(() => phase.run(context)))).pipe(takeUntil(stop$)),
      cacheFaults(context),
      defer(() => (isSaved || ((isStopped || hasSearched) && !hasSteps) ? EMPTY : saved.run(context))),
    ).pipe(
      tap(({ _tag }) => {
        hasSteps ||= _tag === 'Step' || _tag === 'EvaluationStep';
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
  });
