/** The baseline with a network so small that it takes hundreds of steps in seconds: what leaks per step shows soon. */
import { definePipeline, fitOneCycle, learner, run, saveBest, weightAverage, xresnet } from 'millrace';
import { bookDefaults, trainingData, type DataOptions } from 'millrace/pipelines';

interface Options extends DataOptions {
  readonly epochs: number;
  readonly ema: number;
}

const { data, valid, limit, seed, normalize, interpolation, cache } = bookDefaults;

export default definePipeline<Options>({
  name: 'tiny',
  summary: 'a long training of a tiny network',
  example: 'photos --epochs 1000',
  defaults: {
    ...{ data, valid, limit, seed, normalize, interpolation, cache },
    ...{ size: 16, itemSize: 20, batchSize: 4, epochs: 1, ema: 0.99 },
  },
  run: (world, options) =>
    run(
      world,
      { name: 'tiny', config: { ...options } },
      learner(
        trainingData(world, options),
        ({ outputs }) =>
          xresnet({ name: 'tiny', outputs, blocks: [1], expansion: 1, stem: [4, 4, 64], widen: 0.125 }),
        { seed: options.seed, hooks: [saveBest({ monitor: 'valid_loss' }), weightAverage(options.ema)] },
      ),
      fitOneCycle(options.epochs, 3e-3),
    ),
});
