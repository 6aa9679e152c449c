import { architectures } from '../src/index.ts';
import { multiplyAdds } from './multiply-adds.ts';
import type { ChosenOptions } from './train-options.ts';

/** A network and its size. */
export type Rung = Pick<ChosenOptions, 'arch' | 'size'>;

/**
 * The networks that a recipe chooses from, from the cheapest to the most accurate. A larger one is better only if there is
 * time for enough epochs of it.
 */
export const RUNGS: readonly Rung[] = [
  { arch: 'xresnet18', size: 32 },
  { arch: 'xresnet18', size: 48 },
  { arch: 'xresnet18', size: 64 },
  { arch: 'xresnet18', size: 96 },
  { arch: 'xresnet18', size: 128 },
  { arch: 'xresnet34', size: 128 },
  { arch: 'xresnet34', size: 160 },
  { arch: 'xresnet50', size: 160 },
  { arch: 'xresnet50', size: 224 },
];

/** The smallest one for images that are not smaller; measured first. */
export const SMALLEST_USEFUL: Rung = { arch: 'xresnet18', size: 64 };

/** Returns multiply-adds per image. */
export const costOf = ({ arch, size }: Rung): number => {
  const architecture = architectures[arch];
  return architecture === undefined ? Infinity : multiplyAdds(architecture({ outputs: 2 }), size);
};
