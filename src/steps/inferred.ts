import { concat, concatMap, defer, of, type OperatorFunction } from 'rxjs';
import type { Batch, Capabilities, EvaluationStep, ItemSkipped } from '../core/index.ts';
import type { Tensor2D, Tensor4D } from '../engine/index.ts';
import { usingDisposable } from '../flow/index.ts';
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
 * Accumulates a result from the logits of a pass.
 *
 * @typeParam R the result
 * @category Training and evaluation steps
 */
export interface Gatherer<R> {
  /** Adds logits `[N, C]` and the batch they belong to; both are borrowed. */
  readonly add: (logits: Tensor2D, batch: Batch<Tensor4D>) => void;
  /** Returns the result over all batches. */
  readonly result: () => R;
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
 * @param gatherer returns a new gatherer; called once per subscription
 * @category Training and evaluation steps
 */
export const inferred =
  <R>(
    config: InferredConfig,
    gatherer: () => Gatherer<R>,
  ): OperatorFunction<Batch<Tensor4D>, EvaluationStep | ItemSkipped | R> =>
  (source) =>
    usingDisposable(
      () => config.model.inference(),
      (inference) => {
        const { now, phase, epoch, steps } = config;
        const { add, result } = gatherer();
        let idleSince = now();
        const progress = source.pipe(
          concatMap((batch) => {
            const skipped = skippedOf(batch, 'valid');
            const count = batch.size;
            useBatch(batch, inference, add);
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
            idleSince = ended;
            return of(...skipped, step);
          }),
        );
        return concat(
          progress,
          defer(() => of(result())),
        );
      },
    );

function useBatch(batch: Batch<Tensor4D>, inference: Inference, add: Gatherer<unknown>['add']): void {
  using owned = batch;
  if (owned.images === null) return;
  const logits = inference.infer(owned.images);
  try {
    add(logits, owned);
  } finally {
    logits.dispose();
  }
}
