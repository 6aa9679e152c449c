/**
 * The chapter's first table: a network from random weights, one-cycle training.
 *
 *   npm start -- baseline --data DIR
 */
import type { Observable } from 'rxjs';
import {
  accuracy,
  architectures,
  crossEntropy,
  fitOneCycle,
  learner,
  run,
  xresnet50,
  type Capabilities,
  type Metric,
} from '../src/index.ts';
import { trainingData } from './training-data.ts';
import type { TrainingOptions } from './training-options.ts';

export const baseline = (
  world: Capabilities,
  options: TrainingOptions,
  name = 'baseline',
): Observable<Metric> =>
  run(
    world,
    { name, config: { ...options } },
    learner(trainingData(world, options), architectures[options.arch] ?? xresnet50, {
      loss: crossEntropy,
      metrics: [accuracy],
      outputs: options.nOut,
      seed: options.seed,
    }),
    fitOneCycle(options.epochs, options.lr),
  );
