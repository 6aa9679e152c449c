import { concat, concatMap, defer, of, range, type Observable } from 'rxjs';
import { requireOption, type Metric, type PhaseStarted } from '../core/index.ts';
import { measured, memoryUse } from '../metrics/index.ts';
import { frozenParameters, type Schedule } from '../nn/index.ts';
import { evaluated, fitState, trainStep, type FitState } from '../steps/index.ts';
import { trainBatches, validBatches } from './batches-of.ts';
import { handOver, type Phase, type RunContext } from './phase.ts';
import { checkpoint } from './saved.ts';
import { profiled } from './step-profile.ts';
import { stepsPerEpoch } from './steps-per-epoch.ts';

export interface FitConfig {
  /** For people, e.g. `fitOneCycle(5, 0.003)`. */
  readonly name: string;
  readonly epochs: number;
  readonly schedule: Schedule;
  /** By parameter group: false where it is frozen. All are trained by default. */
  readonly trainableGroups?: readonly boolean[];
  /** Forget the optimizer's averages first, as fastai does when it freezes or unfreezes. */
  readonly resetOptimizer?: boolean;
}

/**
 * Epochs of training, each followed by validation and by keeping the model, under one schedule: fastai's Learner.fit
 * with its SaveModelCallback. Puts out the phase, its steps, a row an epoch, and how the validation pictures were
 * classified in the end. Errors with BadOption for a number of
 * epochs that is none.
 */
export const fit = (config: FitConfig): Phase => {
  const { epochs } = config;
  requireOption(
    Number.isSafeInteger(epochs) && epochs >= 1,
    config.name,
    'a whole number of epochs from 1',
    epochs,
  );
  return (context) =>
    defer(() => {
      if (config.resetOptimizer === true) context.optimizer.reset();
      const state = fitState(context.model, context.optimizer);
      const started = phaseStarted(config, context);
      return concat(
        of(started),
        range(0, config.epochs).pipe(
          concatMap((epoch) =>
            concat(epochMetrics({ config, context, state, started, epoch }), checkpoint(context)),
          ),
        ),
        handOver({ ...context, phase: context.phase + 1 }),
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
  size: [size, size],
});

interface Epoch {
  readonly config: FitConfig;
  readonly context: RunContext;
  readonly state: FitState;
  readonly started: PhaseStarted;
  readonly epoch: number;
}

function epochMetrics({ config, context, state, started, epoch }: Epoch): Observable<Metric> {
  const { world, learner, data, files, model, phase } = context;
  const { now, residentBytes } = world;
  const { loss, mix, metrics: scores, groups, precision } = learner;
  const rng = context.rng.at('phase', phase);
  const step = trainStep({
    now,
    residentBytes,
    state,
    loss,
    precision,
    schedule: config.schedule,
    totalSteps: started.stepsPerEpoch * config.epochs,
    phase,
    epoch,
    steps: started.stepsPerEpoch,
    frozen: frozenParameters(model.network, groups, config.trainableGroups ?? []),
  });
  const training = profiled({ ...world, phase, epoch }, (timed) =>
    trainBatches(files, { world, data, rng, epoch, mix, timed }).pipe(timed('trainStep', step)),
  );
  const validation = validBatches(files, { world, data, rng, epoch }).pipe(
    evaluated({
      now,
      model,
      loss,
      scores,
      phase,
      epoch,
      steps: Math.ceil(files.valid.length / data.batchSize),
    }),
  );
  return concat(training, validation).pipe(
    measured({ now, phase, epoch, memory: () => memoryUse(world), last: epoch + 1 === config.epochs }),
  );
}
