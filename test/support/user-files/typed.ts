/** A user's module that composes parts of Millrace; it is compiled, not run. */
import { fitOneCycle, run, tf, type Batch, type Metric, type Tensor4D } from 'millrace';
import { nodeWorld } from 'millrace/node';
import { bookDefaults, learnerOf, pipelines, trainingData } from 'millrace/pipelines';
import { map, type Observable, type OperatorFunction } from 'rxjs';

export const white: Tensor4D = tf.zeros([1, 2, 2, 3]);
export const means: OperatorFunction<Batch<Tensor4D>, number> = map(({ images }) =>
  images === null ? 0 : (tf.mean(images).dataSync()[0] ?? NaN),
);
export const names: readonly string[] = pipelines.map(({ name }) => name);

const world = nodeWorld({ runFolder: 'runs/typed', threads: 2 });
const options = { ...bookDefaults, data: 'photos' };
export const metrics: Observable<Metric> = run(
  world,
  { name: 'typed', config: options },
  learnerOf(trainingData(world, options), options),
  fitOneCycle(1, 3e-3),
);
export const losses: Observable<number> = metrics.pipe(
  map((metric) => (metric._tag === 'Step' ? metric.loss : NaN)),
);
