import { concatMap, defer, map, of, range, skip, toArray, type Observable } from 'rxjs';
import {
  adam,
  architectureNamed,
  Batch,
  createRng,
  crossEntropy,
  oneCycle,
  tf,
  trainState,
  trainStep,
  usingDisposable,
  type Capabilities,
  type Tensor4D,
} from '../src/index.ts';
import { medianOf } from './median-of.ts';

/** The time of a training step on this machine. */
export interface MeasuredStep {
  readonly arch: string;
  readonly size: number;
  readonly batchSize: number;
  readonly stepMs: number;
}

/** The capabilities that training steps without files need. */
export type StepWorld = Pick<Capabilities, 'engine' | 'now' | 'residentBytes' | 'collective'>;

/** Steps before the measured ones: the first builds the graphs. */
const WARM_UP = 1;
const MEASURED = 3;

/**
 * Trains a new network for four steps on random pixels, and emits the median of their times but the first. Training that
 * follows has no slower first step: the engine keeps the graphs. Several processes measure a step of their share of the
 * batch, without adding up gradients.
 *
 * Leaves no tensor behind. Errors with BadData for an unknown architecture.
 */
export const measuredStep = (
  { engine, now, residentBytes, collective }: StepWorld,
  at: Omit<MeasuredStep, 'stepMs'>,
): Observable<MeasuredStep> =>
  defer(() =>
    usingDisposable(
      () => trainState(architectureNamed(at.arch)({ outputs: 2 }), { optimizer: adam(), rng: createRng(0) }),
      (state) => {
        const steps = WARM_UP + MEASURED;
        const share = { ...at, batchSize: Math.ceil(at.batchSize / collective.size) };
        const times = { schedule: oneCycle(1e-3), totalSteps: steps };
        const config = {
          ...{ engine, now, residentBytes, state, steps, phase: 0, epoch: 0, loss: crossEntropy },
          ...times,
          whole: collective.size === 1 ? times : undefined,
        };
        return range(0, steps).pipe(
          // Each batch is made when the one before it is released.
          concatMap((index) => defer(() => of(randomBatch(share, index))).pipe(trainStep(config))),
          skip(WARM_UP),
          map((metric) => (metric._tag === 'Step' ? metric.stepMs : Infinity)),
          toArray(),
          map((times): MeasuredStep => ({ ...at, stepMs: medianOf(times) })),
        );
      },
    ),
  );

/** Returns a batch of random pixels, all of one class. */
const randomBatch = (
  { batchSize, size }: Pick<MeasuredStep, 'batchSize' | 'size'>,
  index: number,
): Batch<Tensor4D> =>
  new Batch({
    images: tf.randomUniform([batchSize, size, size, 3]),
    targets: { _tag: 'ClassTargets', classes: new Int32Array(batchSize) },
    files: Array.from({ length: batchSize }, (_, i) => ({ path: `random ${i}`, index: i })),
    skipped: [],
    index,
  });
