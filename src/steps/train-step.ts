import {
  concat,
  concatMap,
  defer,
  finalize,
  from,
  identity,
  map,
  of,
  pipe,
  type MonoTypeOperatorFunction,
  type Observable,
  type OperatorFunction,
} from 'rxjs';
import type { Batch, Capabilities, ItemFault, Step } from '../core/index.ts';
import { tf, type Tensor4D } from '../engine/index.ts';
import { piped } from '../flow/index.ts';
import type { Agreement } from './agreement.ts';
import { agreed } from './agreed.ts';
import { batchByBatch } from './batch-by-batch.ts';
import type { Gradients } from './gradients.ts';
import { gradientsOf, type GradientsOfConfig } from './gradients-of.ts';
import { updated, type Update, type UpdatedConfig } from './updated.ts';

/** Options of {@link trainStep} beyond those of its operators, and of {@link trainEach}. */
export interface TrainEachConfig extends Pick<Capabilities, 'now' | 'residentBytes'> {
  /** Position of the phase in its run, from 0. */
  readonly phase: number;
  /** Position of the epoch in its phase, from 0. */
  readonly epoch: number;
  /** Number of steps in the epoch. */
  readonly steps: number;
  /** That of the processes that train together; absent for one process. */
  readonly agreement?: Agreement | undefined;
}

/** Options of {@link trainStep}. */
export interface TrainStepConfig extends TrainEachConfig, GradientsOfConfig, UpdatedConfig {
  /** What stands between gradients and update, in order; nothing by default. Subscribed once per batch. */
  readonly between?: readonly MonoTypeOperatorFunction<Gradients>[];
}

/**
 * Trains on each batch (forward, loss, backward, update) and emits its loss, preceded by reports about its images.
 *
 * ```text
 * source      -a-b-|
 * output      -x-y-|    one step per batch, emitted after the batch is released
 * ```
 *
 * It is {@link trainEach} of {@link gradientsOf} (and {@link agreed}, if several processes train together), the operators
 * `between`, and {@link updated}.
 *
 * @category Training and evaluation steps
 */
export const trainStep = (config: TrainStepConfig): OperatorFunction<Batch<Tensor4D>, Step | ItemFault> =>
  trainEach(config, pipe(gradientsOf(config), agreedIn(config)), (gradients) =>
    piped(gradients, config.between ?? []).pipe(updated(config)),
  );

const agreedIn = ({ agreement, ...config }: TrainStepConfig): MonoTypeOperatorFunction<Gradients> =>
  agreement === undefined ? identity : agreed({ ...config, agreement });

/**
 * Trains on each batch with the given operators and emits its {@link Step}, with the time it took, preceded by its skipped
 * images.
 *
 * ```text
 * source      -a-b-|
 * output      -x-y-|    one step per batch, emitted after the batch is released
 * ```
 *
 * A batch without images emits no step. One batch is trained on at a time, also if an operator takes time. Takes
 * ownership of the batches; an error or an early unsubscription leaves no tensor behind.
 *
 * @param config the position of the epoch, and the clock
 * @param gradients for example `gradientsOf(config)`; subscribed once per batch
 * @param update from gradients to an update, for example `pipe(stopOnNaN(config), updated(config))`; once per batch
 * @category Training and evaluation steps
 */
export const trainEach =
  (
    config: TrainEachConfig,
    gradients: OperatorFunction<Batch<Tensor4D>, Gradients>,
    update: OperatorFunction<Gradients, Update>,
  ): OperatorFunction<Batch<Tensor4D>, Step | ItemFault> =>
  (source) =>
    defer(() => {
      let idleSince = config.now();
      const trainOn = (batch: Batch<Tensor4D>): Observable<Step | ItemFault> =>
        defer(() => {
          const started = config.now();
          let current: Gradients | null = null;
          return of(batch).pipe(
            gradients,
            concatMap((computed) => {
              current = computed;
              const step = of(computed).pipe(
                update,
                map((updated): Step => {
                  const ended = config.now();
                  const step = stepOf(updated, config, {
                    waitMs: started - idleSince,
                    stepMs: ended - started,
                  });
                  idleSince = ended;
                  return step;
                }),
              );
              return computed.count === 0 ? from(computed.faults) : concat(computed.faults, step);
            }),
            finalize(() => current?.release()),
          );
        });
      return source.pipe(batchByBatch(trainOn));
    });

const stepOf = (
  update: Update,
  { phase, epoch, steps, residentBytes, agreement }: TrainEachConfig,
  { waitMs, stepMs }: Pick<Step, 'waitMs' | 'stepMs'>,
): Step => ({
  _tag: 'Step',
  phase,
  epoch,
  step: update.step,
  steps,
  count: update.count,
  loss: update.loss,
  smoothLoss: update.smoothLoss,
  learningRate: update.learningRate,
  momentum: update.momentum,
  waitMs,
  stepMs,
  imagesPerSecond: (1000 * update.count) / Math.max(waitMs + stepMs, 1e-3),
  memory: { rssBytes: residentBytes(), tensors: tf.memory().numTensors },
  ...(agreement?.times === undefined ? {} : { processes: agreement.times }),
});
