/** A user's pipeline that ends its own stream after the first epoch. */
import { takeWhile } from 'rxjs';
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

export default definePipeline<{ readonly data: string }>({
  name: 'cut',
  summary: 'one epoch of five',
  example: 'photos',
  defaults: { data: undefined },
  run: (world, { data: root }) => {
    const files = imageFiles({ readDirectory: world.readDirectory, root });
    const data = imageData({ files, item: [resize(40)], batch: augTransforms({ size: 32 }), batchSize: 8 });
    return run(world, { name: 'cut', config: {} }, learner(data, xresnet18), fitOneCycle(5, 3e-3)).pipe(
      takeWhile((metric) => metric._tag !== 'EpochRow', true),
    );
  },
});
