import { concat, concatMap, defer, EMPTY, of, range, type Observable } from 'rxjs';
import {
  MillraceError,
  type EpochRow,
  type ImageFiles,
  type Metric,
  type PhaseStarted,
} from '../core/index.ts';
import { tf } from '../engine/index.ts';
import { trainsWhileFrozen, type Schedule } from '../nn/index.ts';
import { evaluated, fitState, trainStep, type EvaluationResult, type FitState } from '../steps/index.ts';
import { normalizedByBatch, trainBatches, validBatches } from './batches-of.ts';
import type { Phase, RunContext } from './phase.ts';

export interface FitConfig {
  /** For people, e.g. `fitOneCycle(5, 0.003)`. */
  readonly name: string;
  readonly epochs: number;
  readonly schedule: Schedule;
  /** Parameter groups that are trained; all by default. */
  readonly trainableGroups?: readonly number[];
  /** Forget the optimizer's averages first, as fastai does when it freezes or unfreezes. */
  readonly resetOptimizer?: boolean;
}

/**
 * Epochs of training, each followed by validation, under one schedule: fastai's Learner.fit. Puts out the phase, its
 * steps, a row an epoch, and how the validation pictures were classified in the end.
 */
export const fit = (config: FitConfig): Phase => ({
  next: (context) => ({ ...context, phase: context.phase + 1 }),
  metrics: (context) =>
    context.data.files.pipe(
      concatMap((files) => {
        if (config.resetOptimizer === true) context.optimizer.reset();
        const state = fitState(context.model, context.optimizer);
        const started = phaseStarted(config, context, files);
        const { world, rng } = context;
        return concat(
          of(started),
          normalizedByBatch(files, { world, rng, data: context.data }).pipe(
            concatMap((data) =>
              range(0, config.epochs).pipe(
                concatMap((epoch) =>
                  epochMetrics({ config, context: { ...context, data }, files, state, started, epoch }),
                ),
              ),
            ),
          ),
        );
      }),
    ),
});

function phaseStarted(
  { name, epochs }: FitConfig,
  { data, phase }: RunContext,
  { train }: ImageFiles,
): PhaseStarted {
  const stepsPerEpoch = Math.floor(train.length / data.batchSize);
  if (stepsPerEpoch === 0)
    throw new MillraceError({
      _tag: 'BadData',
      where: 'training pictures',
      expected: `at least a batch of ${data.batchSize}`,
      received: `${train.length}`,
      advice: 'Take a smaller --batch-size, or more pictures.',
    });
  return {
    _tag: 'PhaseStarted',
    phase,
    name,
    epochs,
    stepsPerEpoch,
    batchSize: data.batchSize,
    size: [data.size, data.size],
  };
}

interface Epoch {
  readonly config: FitConfig;
  readonly context: RunContext;
  readonly files: ImageFiles;
  readonly state: FitState;
  readonly started: PhaseStarted;
  readonly epoch: number;
}

function epochMetrics({ config, context, files, state, started, epoch }: Epoch): Observable<Metric> {
  const { world, learner, data, model, phase } = context;
  const { now, residentBytes } = world;
  const rng = context.rng.at('phase', phase);
  return defer(() => {
    const begin = now();
    const training = trainBatches(files, { world, data, rng, epoch }).pipe(
      trainStep({
        now,
        residentBytes,
        state,
        loss: learner.loss,
        schedule: config.schedule,
        totalSteps: started.stepsPerEpoch * config.epochs,
        phase,
        epoch,
        steps: started.stepsPerEpoch,
        frozen: frozenNames(config, context),
      }),
    );
    const validation = validBatches(files, { world, data, rng, epoch }).pipe(
      evaluated({
        now,
        model,
        loss: learner.loss,
        scores: learner.metrics,
        phase,
        epoch,
        steps: Math.ceil(files.valid.length / data.batchSize),
      }),
    );
    const row = (result: EvaluationResult): EpochRow => ({
      _tag: 'EpochRow',
      phase,
      epoch,
      trainLoss: state.smoothLoss.value,
      validLoss: result.loss,
      scores: result.scores,
      seconds: (now() - begin) / 1000,
      memory: { rssBytes: residentBytes(), tensors: tf.memory().numTensors },
    });
    return concat(training, validation).pipe(
      concatMap((metric): Observable<Metric> => {
        if (metric._tag !== 'EvaluationResult') return of(metric);
        const { scores, confusion } = metric;
        return concat(
          of(row(metric)),
          epoch + 1 < config.epochs
            ? EMPTY
            : of<Metric>({ _tag: 'PredictionSummary', phase, kind: 'valid', scores, confusion }),
        );
      }),
    );
  });
}

/** Frozen groups keep their weights; their batch norms train all the same (fastai's train_bn). */
const frozenNames = ({ trainableGroups }: FitConfig, { model }: RunContext): ReadonlySet<string> =>
  new Set(
    trainableGroups === undefined || trainableGroups.includes(0)
      ? []
      : model.network.layer.parameters.filter(({ role }) => !trainsWhileFrozen(role)).map(({ name }) => name),
  );
