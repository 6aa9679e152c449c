/** A user's pipeline: it imports Millrace by its package name. */
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

interface Options {
  readonly data: string;
  readonly size: number;
  readonly batchSize: number;
  readonly epochs: number;
  readonly lr: number;
  /** The largest random rotation, in degrees. */
  readonly maxRotate: number;
  readonly doFlip: boolean;
}

export default definePipeline<Options>({
  name: 'rotated',
  summary: 'a short training on rotated images',
  example: '--data photos --max-rotate 45',
  defaults: { data: undefined, size: 32, batchSize: 8, epochs: 1, lr: 3e-3, maxRotate: 10, doFlip: true },
  options: {
    maxRotate: {
      value: 'DEGREES',
      help: 'the largest random rotation',
      type: { kind: 'number', expected: 'degrees from 0 to 180', accepts: (x) => x >= 0 && x <= 180 },
    },
  },
  run: (world, options) => {
    const { data: root, size, batchSize, epochs, lr, maxRotate, doFlip } = options;
    const data = imageData({
      files: imageFiles({ readDirectory: world.readDirectory, root }),
      item: [resize(size + 8)],
      batch: augTransforms({ size, maxRotate, doFlip }),
      batchSize,
    });
    return run(
      world,
      { name: 'rotated', config: { ...options } },
      learner(data, xresnet18),
      fitOneCycle(epochs, lr),
    );
  },
});
