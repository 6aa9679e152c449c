import {
  concat,
  concatMap,
  defer,
  EMPTY,
  of,
  range,
  tap,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';
import { requireOption, requirePositiveInteger, type Metric } from '../core/index.ts';
import { mapAccum, piped } from '../flow/index.ts';
import { measured, memoryUse } from '../metrics/index.ts';
import { startFit, type FreezeOptions, type Schedule } from '../nn/index.ts';
import { stopOnNaN } from '../steps/index.ts';
import type { FeatureMemory } from './frozen-features.ts';
import type { EpochContext, FitContext, Hook, HookOptions } from './hook.ts';
import { profiling } from './hooks/profiling.ts';
import { savedEachEpoch } from './hooks/saved-each-epoch.ts';
import { skippedLimit } from './hooks/skipped-limit.ts';
import { lastGroupAlone } from './last-group.ts';
import { phaseStarted, type Phase } from './phase.ts';
import { takeStart } from './run-position.ts';
import { sameRows } from './same-rows.ts';
import { withSameState } from './same-state.ts';
import { stepsPerEpoch } from './steps-per-epoch.ts';
import { trainEpoch, type TrainEpochOptions } from './train-epoch.ts';
import { validationPass } from './validation-pass.ts';

/** Options of {@link fit}. */
export interface FitConfig extends HookOptions {
  /** The name shown to the user, for example `fitOneCycle(5, 0.003)`. */
  readonly name: string;
  readonly epochs: number;
  /** Learning rates and momentum over all epochs. */
  readonly schedule: Schedule;
  /** Per parameter group: whether to train it; `last`: all others are frozen. All are trained by default. */
  readonly trainableGroups?: readonly boolean[] | 'last' | undefined;
  /** Whether batch norm of frozen groups is trained, as in fastai, or fixed; `trained` by default. */
  readonly frozenBatchNorm?: FreezeOptions['frozenBatchNorm'];
  /** Whether to clear the optimizer's averages first, as fastai does when it freezes or unfreezes; default false. */
  readonly resetOptimizer?: boolean;
}

/**
 * Returns a phase of training epochs with one schedule, each followed by validation and by saving the model: fastai's
 * Learner.fit with SaveModelCallback(every_epoch=True).
 *
 * Emits {@link PhaseStarted}, then for each epoch its steps, {@link CheckpointSaved} and an {@link EpochRow}; at the end
 * a {@link PredictionSummary}. Throws BadOption unless `epochs` is a positive integer; the phase errors with BadOption if
 * two hooks have the same name, and for batches of one image if the network has batch norm; with BadData without a full
 * training batch; and with TrainingDiverged if a loss is not finite ({@link stopOnNaN}): nothing of that epoch is saved.
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
        const start = takeStart(context, planned);
        if (start === null) return EMPTY;
        if (!start.isStarted) {
          if (config.resetOptimizer === true) context.state.optimizer.reset();
          startFit(context.state);
        }
        const { data, files, phase } = context;
        const { collective } = context.world;
        const share = data.batchSize / collective.size;
        const steps = stepsPerEpoch(files, data.batchSize, { network: context.state.model.network, share });
        const rng = context.rng.at('phase', phase);
        const skippedBefore = start.isStarted ? context.skippedBefore : [];
        const fitting: FitContext = { ...context, ...config, skippedBefore, stepsPerEpoch: steps, rng };
        const trainableGroups =
          config.trainableGroups === 'last' ? lastGroupAlone(context) : config.trainableGroups;
        const given = [...context.learner.hooks, ...(config.hooks ?? [])];
        requireDifferentNames(given);
        const hooks = [...builtIn, ...given];
        const features: FeatureMemory = {};
        const trained = range(start.epoch, epochs - start.epoch).pipe(
          concatMap((position) => {
            const firstStep = position === start.epoch ? start.step : 0;
            const epoch: EpochContext = { ...fitting, epoch: position, firstStep };
            return epochMetrics(epoch, { ...config, trainableGroups, features }, hooks).pipe(
              lastAtEnd('EpochRow'),
              sameRows(collective),
              rowsOf(hooks, epoch),
            );
          }),
        );
        const metrics = concat(
          start.isStarted ? EMPTY : of<Metric>(phaseStarted(planned, steps, context)),
          withSameState(context, trained),
        );
        return piped(
          metrics,
          hooks.flatMap((hook) => hook.epochs?.(fitting) ?? []),
        ).pipe(
          lastAtEnd('PredictionSummary'),
          tap({
            complete: () => {
              context.phase++;
              context.reached({ phase: context.phase, isStarted: false, epoch: 0, step: 0 });
            },
          }),
        );
      }),
  };
};

/** The hooks of every fit, before all others. */
const builtIn: readonly Hook[] = [profiling, skippedLimit, savedEachEpoch];

/** The memory of a hook is stored under its name. */
function requireDifferentNames(hooks: readonly Hook[]): void {
  const names = hooks.map(({ name }) => name);
  requireOption(new Set(names).size === names.length, 'hooks', 'hooks of different names', names.join(', '));
}

/** Applies the hooks to the row of an epoch, before the next epoch starts. */
const rowsOf = (hooks: readonly Hook[], epoch: EpochContext): MonoTypeOperatorFunction<Metric> =>
  concatMap((metric) =>
    metric._tag === 'EpochRow'
      ? piped<Metric>(
          of(metric),
          hooks.flatMap(({ rows }) => rows?.(epoch) ?? []),
        )
      : of(metric),
  );

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

function epochMetrics(
  context: EpochContext,
  {
    trainableGroups,
    frozenBatchNorm,
    features,
  }: Pick<TrainEpochOptions, 'trainableGroups' | 'frozenBatchNorm'> & { readonly features: FeatureMemory },
  hooks: readonly Hook[],
): Observable<Metric> {
  const { world, state, phase, epoch, epochs, firstStep, stepsPerEpoch } = context;
  const { now } = world;
  const reached = (step: number): void => {
    context.reached({ phase, isStarted: true, epoch, step });
  };
  const done = (step: number): Observable<never> =>
    defer(() => {
      reached(step);
      return EMPTY;
    });
  const training = trainEpoch(context, {
    hooks,
    totalSteps: stepsPerEpoch * epochs,
    trainableGroups,
    frozenBatchNorm,
    features,
    check: (step) => [stopOnNaN(step)],
  }).pipe(
    concatMap((event) => concat(of(event), event._tag === 'Step' ? done(event.step + 1) : EMPTY)),
    tap({
      complete: () => {
        reached(stepsPerEpoch);
      },
    }),
  );
  return defer(() => {
    reached(firstStep);
    const isResumed = firstStep > 0;
    return concat(training, validationPass(context, context)).pipe(
      measured({
        now,
        phase,
        epoch,
        memory: () => memoryUse(world),
        trainLoss: isResumed ? state.scalars.smoothLoss.value : null,
        earlierSeconds: isResumed ? context.epochSecondsBefore : 0,
        last: true,
      }),
    );
  });
}
