/** A user's pipeline that prints while it runs, and fails with an exception if asked to. */
import {
  augTransforms,
  definePipeline,
  fitOneCycle,
  imageData,
  imageFiles,
  learner,
  resize,
  run,
  xresnet18,
} from 'millrace';
import { tap } from 'rxjs';

console.log('the file is loaded');

interface Options {
  readonly data: string;
  readonly epochs: number;
  readonly fails: boolean;
}

const fail = (): never => {
  throw new TypeError('a bug of the user');
};

export default definePipeline<Options>({
  name: 'talking',
  summary: 'prints while it runs',
  example: '--data photos',
  defaults: { data: undefined, epochs: 1, fails: false },
  run: (world, { data: root, epochs, fails }) => {
    console.error('the run starts');
    const data = imageData({
      files: imageFiles({ readDirectory: world.readDirectory, root }),
      item: [resize(40)],
      batch: augTransforms({ size: 32 }),
      batchSize: 8,
    });
    return run(
      world,
      { name: 'talking', config: { root, epochs } },
      learner(data, xresnet18),
      fitOneCycle(epochs, 3e-3),
    ).pipe(
      tap((metric) => {
        if (metric._tag !== 'EpochRow') return;
        console.log('the epoch has ended');
        if (fails) fail();
      }),
    );
  },
});
