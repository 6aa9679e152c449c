import { architectures, multiplyAdds } from '../src/index.ts';
import type { ChosenOptions } from './train-options.ts';

/** A network and its size. */
export type Rung = Pick<ChosenOptions, 'arch' | 'size'>;

/**
 * The networks that a recipe chooses from, from the cheapest to the most accurate. A larger one is better only if there is
 * time for enough epochs of it.
 */
const RUNGS: readonly Rung[] = [
  { arch: 'xresnet18', size: 32 },
  { arch: 'xresnet18', size: 48 },
  { arch: 'xresnet18', size: 64 },
  { arch: 'xresnet18', size: 96 },
  { arch: 'xresnet18', size: 128 },
  { arch: 'xresnet18', size: 160 },
  { arch: 'xresnet18', size: 224 },
  { arch: 'xresnet34', size: 128 },
  { arch: 'xresnet34', size: 160 },
  { arch: 'xresnet34', size: 224 },
  { arch: 'xresnet50', size: 160 },
  { arch: 'xresnet50', size: 224 },
];

/** The training images from which a network is chosen: with fewer, a deep network only memorizes them. */
const FEWEST_IMAGES: Readonly<Record<string, number>> = { xresnet34: 1000, xresnet50: 3000 };

/** Returns the networks for a number of training images, with sides up to `most` pixels. */
export const rungsUpTo = (most: number, trainCount: number): readonly Rung[] =>
  RUNGS.filter(({ arch, size }) => size <= most && trainCount >= (FEWEST_IMAGES[arch] ?? 0));

/** The smallest one for images that are not smaller; measured first. */
export const SMALLEST_USEFUL: Rung = { arch: 'xresnet18', size: 64 };

/** Returns multiply-adds per image. */
export const costOf = ({ arch, size }: Rung): number => {
  const architecture = architectures[arch];
  return architecture === undefined ? Infinity : multiplyAdds(architecture({ outputs: 2 }), size);
};
