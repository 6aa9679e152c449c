import type { OperatorFunction } from 'rxjs';
import type { Batch, Capabilities, EngineContext, EvaluationStep, ItemFault } from '../core/index.ts';
import type { Tensor2D, Tensor4D } from '../engine/index.ts';
import { mapAccum, usingDisposable } from '../flow/index.ts';
import type { Inference, Model } from '../nn/index.ts';
import { faultsOf } from './faults-of.ts';

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
  /** Whether ops run one by one; by default as graphs. The precision is always float32. */
  readonly engine?: EngineContext;
}

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
  /** Returns the state with the logits `[N, C]` of a batch added; logits and batch are borrowed. */
  readonly add: (gathered: S, logits: Tensor2D, batch: Batch<Tensor4D>) => S;
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
 * Takes ownership of the batches; an error leaves no tensor behind.
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
        const { now, phase, epoch, steps } = config;
        return source.pipe(
          mapAccum<Batch<Tensor4D>, Pass<S>, EvaluationStep | ItemFault | R>(
            () => ({ gathered: gatherer.seed(), idleSince: now() }),
            ({ gathered, idleSince }, batch) => {
              const faults = faultsOf(batch, 'valid');
              const count = batch.size;
              const next = addBatch(inference, gatherer, gathered, batch);
              const ended = now();
              const step: EvaluationStep = {
                _tag: 'EvaluationStep',
                phase,
                epoch,
                step: batch.index,
                steps,
                count,
                imagesPerSecond: (1000 * count) / Math.max(ended - idleSince, 1e-3),
              };
              return [{ gathered: next, idleSince: ended }, [...faults, step]];
            },
            ({ gathered }) => [gatherer.result(gathered)],
          ),
        );
      },
    );

interface Pass<S> {
  readonly gathered: S;
  /** The time when the previous batch ended. */
  readonly idleSince: number;
}

/** Returns the state with a batch added, and disposes the batch. */
function addBatch<S>(
  inference: Inference,
  { add }: Gatherer<S, unknown>,
  gathered: S,
  batch: Batch<Tensor4D>,
): S {
  using owned = batch;
  if (owned.images === null) return gathered;
  const logits = inference.infer(owned.images);
  try {
    return add(gathered, logits, owned);
  } finally {
    logits.dispose();
  }
}
