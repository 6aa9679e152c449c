import type { BatchContext, BatchTransform } from '../../src/batches/index.ts';
import { createRng, type Box } from '../../src/core/index.ts';
import { tf, type Tensor4D } from '../../src/engine/index.ts';
import { numberedFile } from './made-batches.ts';

/** The values of a batch of images, of shape [N, H, W, C]. */
export interface Values {
  readonly shape: readonly number[];
  /** Returns the value of one channel of a pixel. */
  readonly at: (image: number, y: number, x: number, channel?: number) => number;
  readonly all: readonly number[];
}

/** Returns the values of a tensor and disposes it. */
export function valuesOf(tensor: Tensor4D): Values {
  const { shape } = tensor;
  const all = [...tensor.dataSync<'float32'>()];
  tensor.dispose();
  const [, height, width, channels] = shape;
  return {
    shape,
    all,
    at: (n, y, x, c = 0) => all[((n * height + y) * width + x) * channels + c]!,
  };
}

/** Creates images whose values a formula gives. */
export function imageTensor(
  [count, height, width, channels = 1]: readonly [number, number, number, number?],
  value: (y: number, x: number, image: number, channel: number) => number,
): Tensor4D {
  const data = new Float32Array(count * height * width * channels);
  for (let n = 0, i = 0; n < count; n++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) for (let c = 0; c < channels; c++) data[i++] = value(y, x, n, c);
  return tf.tensor4d(data, [count, height, width, channels]);
}

/** The formula of an image whose values encode positions: hundreds count rows, ones count columns. */
export const ramp = (y: number, x: number): number => 100 * y + x;

/** Returns the box of a ramp that an undistorted output shows, from its first and last pixel. */
export function boxSeen({ shape, at }: Values, image = 0): Box {
  const [, height = 0, width = 0] = shape;
  const [first, last] = [at(image, 0, 0), at(image, height - 1, width - 1)].map((v) => Math.round(v));
  const [top, left] = [Math.floor(first! / 100), first! % 100];
  return { left, top, height: Math.floor(last! / 100) - top + 1, width: (last! % 100) - left + 1 };
}

/** Returns the context of a batch transform; `files` are numbers of files. */
export const contextOf = ({
  split = 'train',
  seed = 1,
  epoch = 0,
  index = 0,
  files = [0],
}: Partial<Pick<BatchContext, 'split' | 'index'>> & {
  readonly seed?: number;
  readonly epoch?: number;
  readonly files?: readonly number[];
} = {}): BatchContext => ({
  split,
  index,
  files: files.map((number) => numberedFile(number)),
  rng: createRng(seed).at(epoch),
});

/** Applies a transform to images, disposes them, and returns the values of the output. */
export function applyTransform(transform: BatchTransform, images: Tensor4D, context: BatchContext): Values {
  const output = tf.tidy(() => transform.apply(images, context));
  images.dispose();
  return valuesOf(output);
}
