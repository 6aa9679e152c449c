import { map, tap, type OperatorFunction } from 'rxjs';
import type { Batch, Capabilities, EngineContext, EvaluationStep, ItemFault } from '../core/index.ts';
import { tf, type Tensor2D, type Tensor4D } from '../engine/index.ts';
import { mapAccum, usingDisposable } from '../flow/index.ts';
import { concatPredictions, type Inference, type Model } from '../nn/index.ts';
import type { Agreement } from './agreement.ts';
import { batchByBatch } from './batch-by-batch.ts';
import { faultsOf } from './faults-of.ts';
import { joinedPart, type EvaluatedPart } from './joined-part.ts';

/** Options of {@link inferred} and {@link predicted}. */
export interface InferredConfig extends Pick<Capabilities, 'now'> {
  /** Borrowed. */
  readonly model: Model;
  /** Position of the phase in its run, from 0. */
  readonly phase: number;
  /** Position of the epoch, or of the pass of test-time augmentation, in its phase, from 0. */
  readonly epoch: number;
  /** Number of batches. */
  readonly steps: number;
  /** By default in float32, as graphs. */
  readonly engine?: EngineContext;
  /** That of the processes that evaluate together, each its share of every batch; absent for one process. */
  readonly agreement?: Agreement | undefined;
}

/** The images of a batch, without their pixels. */
export type EvaluatedImages = Pick<Batch<Tensor4D>, 'files' | 'targets' | 'size'>;

/**
 * Folds the logits of a pass into a result.
 *
 * @typeParam S the state of the fold
 * @typeParam R the result
 * @category Training and evaluation steps
 */
export interface Gatherer<S, R> {
  /** Returns the state before the first batch. */
  readonly seed: () => S;
  /** Returns the state with the logits `[N, C]` of a batch added; the logits are borrowed. */
  readonly add: (gathered: S, logits: Tensor2D, batch: EvaluatedImages) => S;
  /** Returns the result from the last state. */
  readonly result: (gathered: S) => R;
}

/**
 * Runs the network over batches without training, and emits the result of `gatherer` when the source completes.
 *
 * ```text
 * source      -a-b-|
 * output      -x-y-(r|)    x, y progress; r the result
 * ```
 *
 * Takes ownership of the batches; an error leaves no tensor behind. Several processes evaluate their shares of each batch, and
 * join the outputs: the result is that of all images, in every process.
 *
 * @param gatherer the fold; its `seed` is called once per subscription
 * @category Training and evaluation steps
 */
export const inferred =
  <S, R>(
    config: InferredConfig,
    gatherer: Gatherer<S, R>,
  ): OperatorFunction<Batch<Tensor4D>, EvaluationStep | ItemFault | R> =>
  (source) =>
    usingDisposable(
      () => config.model.inference(config.engine),
      (inference) => {
        const { now, phase, epoch, steps, agreement } = config;
        return source.pipe(
          batchByBatch((batch) => {
            const step = batch.index;
            return joinedPart(partOf(inference, batch, config), agreement).pipe(
              map((whole) => ({ step, whole })),
            );
          }),
          mapAccum<Joined, Pass<S>, EvaluationStep | ItemFault | R>(
            () => ({ gathered: gatherer.seed(), idleSince: now() }),
            ({ gathered, idleSince }, { step, whole }) => {
              const next = addPart(gatherer, gathered, whole);
              const ended = now();
              const count = whole.files.length;
              const evaluated: EvaluationStep = {
                ...{ _tag: 'EvaluationStep', phase, epoch, step, steps, count },
                imagesPerSecond: (1000 * count) / Math.max(ended - idleSince, 1e-3),
              };
              return [{ gathered: next, idleSince: ended }, [...whole.faults, evaluated]];
            },
            ({ gathered }) => [gatherer.result(gathered)],
          ),
          tap(() => {
            agreement?.settle();
          }),
        );
      },
    );

interface Joined {
  readonly step: number;
  readonly whole: EvaluatedPart;
}

interface Pass<S> {
  readonly gathered: S;
  /** The time when the previous batch ended. */
  readonly idleSince: number;
}

/** Returns the outputs for a batch, and disposes it. */
function partOf(inference: Inference, batch: Batch<Tensor4D>, { model }: InferredConfig): EvaluatedPart {
  using owned = batch;
  const { images, files, targets } = owned;
  const faults = faultsOf(owned, 'valid');
  const { outputs } = model.network;
  if (images === null) return { files, targets, faults, logits: concatPredictions([], outputs) };
  const logits = inference.infer(images);
  try {
    return { files, targets, faults, logits: { shape: logits.shape, data: logits.dataSync<'float32'>() } };
  } finally {
    logits.dispose();
  }
}

/** Returns the state with the outputs for a batch added. */
function addPart<S>(
  { add }: Gatherer<S, unknown>,
  gathered: S,
  { files, targets, logits: { shape, data } }: EvaluatedPart,
): S {
  if (files.length === 0) return gathered;
  const logits = tf.tensor2d(data, [...shape], 'float32');
  try {
    return add(gathered, logits, { files, targets, size: files.length });
  } finally {
    logits.dispose();
  }
}
