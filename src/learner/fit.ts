import {
  concat,
  concatMap,
  defer,
  of,
  range,
  tap,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';
import { requireOption, requirePositiveInteger, type Metric } from '../core/index.ts';
import { mapAccum, piped } from '../flow/index.ts';
import { measured, memoryUse } from '../metrics/index.ts';
import { frozenParameters, startFit, type Schedule } from '../nn/index.ts';
import { evaluated, stopOnNaN, trainStep } from '../steps/index.ts';
import { trainBatches, validBatches } from './batches-of.ts';
import { inGradientOrder, type EpochContext, type FitContext, type Hook, type HookOptions } from './hook.ts';
import { phaseStarted, type Phase, type RunContext } from './phase.ts';
import { checkpoint } from './saved.ts';
import { profiled } from './step-profile.ts';
import { stepsPerEpoch, validationSteps } from './steps-per-epoch.ts';

/** Options of {@link fit}. */
export interface FitConfig extends HookOptions {
  /** The name shown to the user, for example `fitOneCycle(5, 0.003)`. */
  readonly name: string;
  readonly epochs: number;
  /** Learning rates and momentum over all epochs. */
  readonly schedule: Schedule;
  /** Per parameter group: whether to train it. All are trained by default. */
  readonly trainableGroups?: readonly boolean[];
  /** Whether to clear the optimizer's averages first, as fastai does when it freezes or unfreezes; default false. */
  readonly resetOptimizer?: boolean;
}

/**
 * Returns a phase of training epochs with one schedule, each followed by validation and by saving the model: fastai's
 * Learner.fit with SaveModelCallback(every_epoch=True).
 *
 * Emits {@link PhaseStarted}, then for each epoch its steps, {@link CheckpointSaved} and an {@link EpochRow}; at the end
 * a {@link PredictionSummary}. Throws BadOption unless `epochs` is a positive integer; the phase errors with BadOption if
 * two hooks have the same name, with BadData without a full training batch, and with TrainingDiverged if a loss is not
 * finite ({@link stopOnNaN}): nothing of that epoch is saved.
 *
 * @category Phases
 */
export const fit = (config: FitConfig): Phase => {
  const { name, epochs } = config;
  requirePositiveInteger(`${name} epochs`, epochs);
  const planned = { name, kind: 'fit', epochs } as const;
  return {
    ...planned,
    run: (context) =>
      defer(() => {
        if (config.resetOptimizer === true) context.state.optimizer.reset();
        startFit(context.state);
        const { data, files, phase } = context;
        const steps = stepsPerEpoch(files, data.batchSize);
        const rng = context.rng.at('phase', phase);
        const fitting: FitContext = { ...context, ...config, stepsPerEpoch: steps, rng };
        const hooks = [...context.learner.hooks, ...(config.hooks ?? [])];
        requireDifferentNames(hooks);
        const metrics = concat(
          of<Metric>(phaseStarted(planned, steps, context)),
          range(0, epochs).pipe(
            concatMap((epoch) =>
              epochMetrics({ ...fitting, epoch }, config, hooks).pipe(
                lastAtEnd('EpochRow'),
                savedBeforeRow(context),
              ),
            ),
          ),
        );
        return piped(
          metrics,
          hooks.flatMap((hook) => hook.epochs?.(fitting) ?? []),
        ).pipe(
          lastAtEnd('PredictionSummary'),
          tap({
            complete: () => {
              context.phase++;
            },
          }),
        );
      }),
  };
};

/** What a hook keeps is stored under its name. */
function requireDifferentNames(hooks: readonly Hook[]): void {
  const names = hooks.map(({ name }) => name);
  requireOption(new Set(names).size === names.length, 'hooks', 'hooks of different names', names.join(', '));
}

/** Saves the model before each row, so that a stream that ends at a row has its model on disk. */
const savedBeforeRow = (context: RunContext): MonoTypeOperatorFunction<Metric> =>
  concatMap((metric) => (metric._tag === 'EpochRow' ? concat(checkpoint(context), of(metric)) : of(metric)));

/**
 * Emits only the last metric of a kind, at the end. Rows come after the summaries of their epochs, and the summary after
 * the fit: a hook may end the fit at any row.
 */
const lastAtEnd = (tag: 'EpochRow' | 'PredictionSummary'): MonoTypeOperatorFunction<Metric> =>
  mapAccum<Metric, Metric | null, Metric>(
    () => null,
    (held, metric) => (metric._tag === tag ? [metric, []] : [held, [metric]]),
    (held) => (held === null ? [] : [held]),
  );

function epochMetrics(context: EpochContext, config: FitConfig, hooks: readonly Hook[]): Observable<Metric> {
  const { world, learner, data, files, state, phase, epoch, epochs, rng } = context;
  const schedule = hooks.reduce(
    (scheduled, hook) => hook.schedule?.({ ...context, schedule: scheduled }) ?? scheduled,
    context.schedule,
  );
  const { model } = state;
  const { now, residentBytes } = world;
  const { loss, metrics: scores, groups, precision } = learner;
  const training = profiled({ ...world, phase, epoch }, (timed, engine) => {
    const step = {
      now,
      residentBytes,
      engine: { ...engine, precision },
      state,
      loss,
      schedule,
      totalSteps: context.stepsPerEpoch * epochs,
      phase,
      epoch,
      steps: context.stepsPerEpoch,
      frozen: frozenParameters(model.network, groups, config.trainableGroups ?? []),
    };
    const between = [
      stopOnNaN(step),
      ...inGradientOrder(hooks).flatMap(({ gradients }) => gradients?.(context) ?? []),
    ];
    const batches = piped(
      trainBatches(files, { world, data, rng, epoch, timed }),
      hooks.flatMap((hook) => (hook.batches === undefined ? [] : timed(hook.name, hook.batches(context)))),
    );
    return piped(
      batches.pipe(timed('trainStep', trainStep({ ...step, between }))),
      hooks.flatMap(({ steps }) => steps?.(context) ?? []),
    );
  });
  const validation = validBatches(files, { world, data, rng, epoch }).pipe(
    evaluated({
      now,
      engine: world.engine,
      model,
      loss,
      scores,
      phase,
      epoch,
      steps: validationSteps(files, data.batchSize),
    }),
  );
  return concat(training, validation).pipe(
    measured({ now, phase, epoch, memory: () => memoryUse(world), last: true }),
  );
}
