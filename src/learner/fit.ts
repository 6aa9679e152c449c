import { concat, concatMap, defer, of, range, type Observable } from 'rxjs';
import { requirePositiveInteger, type Metric, type PhaseStarted } from '../core/index.ts';
import { measured, memoryUse } from '../metrics/index.ts';
import { frozenParameters, startFit, type Schedule } from '../nn/index.ts';
import { evaluated, trainStep } from '../steps/index.ts';
import { trainBatches, validBatches } from './batches-of.ts';
import { phaseEnded, type Phase, type RunContext } from './phase.ts';
import { checkpoint } from './saved.ts';
import { profiled } from './step-profile.ts';
import { stepsPerEpoch, validationSteps } from './steps-per-epoch.ts';

/** Options of {@link fit}. */
export interface FitConfig {
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
 * Emits {@link PhaseStarted}, then for each epoch its steps, an {@link EpochRow} and {@link CheckpointSaved}; after the
 * last row also a {@link PredictionSummary}. Throws BadOption unless `epochs` is a positive integer;
 * the phase errors with BadData without a full training batch.
 *
 * @category Phases
 */
export const fit = (config: FitConfig): Phase => {
  requirePositiveInteger(`${config.name} epochs`, config.epochs);
  return (context) =>
    defer(() => {
      if (config.resetOptimizer === true) context.state.optimizer.reset();
      startFit(context.state);
      const started = phaseStarted(config, context);
      return concat(
        of(started),
        range(0, config.epochs).pipe(
          concatMap((epoch) =>
            concat(epochMetrics({ config, context, started, epoch }), checkpoint(context)),
          ),
        ),
        phaseEnded({ ...context, phase: context.phase + 1 }),
      );
    });
};

const phaseStarted = (
  { name, epochs }: FitConfig,
  { data: { batchSize, size }, files, phase }: RunContext,
): PhaseStarted => ({
  _tag: 'PhaseStarted',
  phase,
  name,
  epochs,
  stepsPerEpoch: stepsPerEpoch(files, batchSize),
  batchSize,
  size: [size.height, size.width],
});

interface Epoch {
  readonly config: FitConfig;
  readonly context: RunContext;
  readonly started: PhaseStarted;
  readonly epoch: number;
}

function epochMetrics({ config, context, started, epoch }: Epoch): Observable<Metric> {
  const { world, learner, data, files, state, phase } = context;
  const { model } = state;
  const { now, residentBytes } = world;
  const { loss, mix, metrics: scores, groups, precision } = learner;
  const rng = context.rng.at('phase', phase);
  const training = profiled({ ...world, phase, epoch }, (timed, engine) => {
    const step = trainStep({
      now,
      residentBytes,
      engine: { ...engine, precision },
      state,
      loss,
      schedule: config.schedule,
      totalSteps: started.stepsPerEpoch * config.epochs,
      phase,
      epoch,
      steps: started.stepsPerEpoch,
      frozen: frozenParameters(model.network, groups, config.trainableGroups ?? []),
    });
    return trainBatches(files, { world, data, rng, epoch, mix, timed }).pipe(timed('trainStep', step));
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
    measured({ now, phase, epoch, memory: () => memoryUse(world), last: epoch + 1 === config.epochs }),
  );
}
