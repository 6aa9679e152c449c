import type { OperatorFunction } from 'rxjs';
import type { Batch, Capabilities, EvaluationStep, ItemSkipped } from '../core/index.ts';
import type { Tensor2D, Tensor4D } from '../engine/index.ts';
import { mapAccum, usingDisposable } from '../flow/index.ts';
import type { Inference, Model } from '../nn/index.ts';
import { skippedOf } from './skipped-of.ts';

/** Options of {@link inferred} and {@link predicted}. */
export interface InferredConfig extends Pick<Capabilities, 'now'> {
  /** Borrowed. */
  readonly model: Model;
  /** Position of the phase in its run, from 0. */
  readonly phase: number;
  /** Position of the epoch in its phase, from 0. */
  readonly epoch: number;
  /** Number of batches. */
  readonly steps: number;
}

/**
 * Folds the logits of a pass into a result.
 *
 * @typeParam S what is gathered so far
 * @typeParam R the result
 * @category Training and evaluation steps
 */
export interface Gatherer<S, R> {
  /** Returns what is gathered before the first batch. */
  readonly seed: () => S;
  /** Adds logits `[N, C]` and the batch they belong to; both are borrowed. */
  readonly add: (gathered: S, logits: Tensor2D, batch: Batch<Tensor4D>) => S;
  /** Returns the result over all batches. */
  readonly result: (gathered: S) => R;
}

/**
 * Runs the network over batches without training, and emits what `gatherer` makes of the logits when the source
 * completes.
 *
 * ```text
 * source      -a-b-|
 * output      -x-y-(r|)    x, y progress; r what was gathered
 * ```
 *
 * Takes ownership of the batches; an error leaves no tensor behind.
 *
 * @param gatherer the fold; its seed is taken once per subscription
 * @category Training and evaluation steps
 */
export const inferred =
  <S, R>(
    config: InferredConfig,
    gatherer: Gatherer<S, R>,
  ): OperatorFunction<Batch<Tensor4D>, EvaluationStep | ItemSkipped | R> =>
  (source) =>
    usingDisposable(
      () => config.model.inference(),
      (inference) => {
        const { now, phase, epoch, steps } = config;
        return source.pipe(
          mapAccum<Batch<Tensor4D>, Pass<S>, EvaluationStep | ItemSkipped | R>(
            () => ({ gathered: gatherer.seed(), idleSince: now() }),
            ({ gathered, idleSince }, batch) => {
              const skipped = skippedOf(batch, 'valid');
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
              return [{ gathered: next, idleSince: ended }, [...skipped, step]];
            },
            ({ gathered }) => [gatherer.result(gathered)],
          ),
        );
      },
    );

interface Pass<S> {
  readonly gathered: S;
  /** When the previous batch ended. */
  readonly idleSince: number;
}

/** Returns what is gathered after the batch, which it disposes. */
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
