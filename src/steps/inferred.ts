import { concat, concatMap, defer, of, type OperatorFunction } from 'rxjs';
import type { Batch, Capabilities, EvaluationStep, ItemSkipped } from '../core/index.ts';
import type { Tensor2D, Tensor4D } from '../engine/index.ts';
import { usingDisposable } from '../flow/index.ts';
import type { Inference, Model } from '../nn/index.ts';
import { skippedOf } from './skipped-of.ts';

/** How a network is run over batches. */
export interface InferredConfig extends Pick<Capabilities, 'now'> {
  /** Borrowed. */
  readonly model: Model;
  readonly phase: number;
  readonly epoch: number;
  /** How many batches there are. */
  readonly steps: number;
}

/** What is made of the logits of a pass. */
export interface Gatherer<R> {
  /** Logits [N, C] and the batch that they are of; both are borrowed. */
  readonly add: (logits: Tensor2D, batch: Batch<Tensor4D>) => void;
  readonly result: () => R;
}

/**
 * Runs the network over batches without training it; what is gathered from the logits comes when they end.
 *
 * ```
 * source      -a-b-|
 * output      -x-y-(r|)    x, y progress; r what was gathered
 * ```
 *
 * Takes over the batches; an error leaves no tensor behind.
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
